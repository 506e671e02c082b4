/*
 * The measure for sending: SYNs into silence from one thread, as fast as a C programmer's sendmmsg(2) loop makes them;
 * and the counter at the other end of the cable.
 *
 *   blast raw DEVICE MAC FIRST-ADDRESS ADDRESSES COUNT
 *       through an IPPROTO_RAW socket: the kernel routes each packet (MAC is not used)
 *   blast packet DEVICE MAC FIRST-ADDRESS ADDRESSES COUNT
 *       through an AF_PACKET socket with PACKET_QDISC_BYPASS, as frames to MAC
 *   Both walk the addresses in the inner loop, ports 1 to 65535 in the outer, and print the seconds they took.
 *
 *   blast count DEVICE
 *       reads /sys/class/net/DEVICE/statistics/rx_packets each 5 ms until SIGTERM; prints "frames N", "seconds S" from
 *       the first to the last, and "pps R": the rate between the first and the last tenth of the frames.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <netinet/ether.h>
#include <netinet/ip.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define BATCH 64
#define SAMPLES 200000 /* 1,000 seconds */
#define SAMPLE_NS 5000000

struct frame {
    struct ether_header link;
    struct iphdr ip;
    struct tcphdr tcp;
} __attribute__((packed));

static struct frame frames[BATCH];
static struct iovec parts[BATCH];
static struct sockaddr_in targets[BATCH];
static struct mmsghdr messages[BATCH];
static uint32_t constant_sum; /* of the TCP pseudo header and header, but for target, port and sequence number */

static void fail(const char *call) {
    perror(call);
    exit(1);
}

static double seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec + now.tv_nsec / 1e9;
}

static uint32_t sum(const void *bytes, size_t length) {
    const uint16_t *words = bytes;
    uint32_t sum = 0;
    for (size_t i = 0; i < length / 2; i++) {
        sum += words[i];
    }
    return sum;
}

static uint16_t folded(uint32_t sum) {
    sum = (sum & 0xffff) + (sum >> 16);
    return ~(sum + (sum >> 16));
}

/* The address this machine sends from. */
static uint32_t source_for(uint32_t target) {
    int fd = socket(AF_INET, SOCK_DGRAM, 0);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = 1, .sin_addr = {target}};
    socklen_t length = sizeof address;
    if (fd < 0 || connect(fd, (struct sockaddr *) &address, sizeof address) < 0
            || getsockname(fd, (struct sockaddr *) &address, &length) < 0) {
        fail("connect");
    }
    close(fd);
    return address.sin_addr.s_addr;
}

static void prepare(int as_frames, const struct ether_header *link, uint32_t source) {
    struct frame frame = {.link = *link};
    frame.ip = (struct iphdr) {.version = 4, .ihl = 5, .tot_len = htons(40), .frag_off = htons(IP_DF), .ttl = 64,
        .protocol = IPPROTO_TCP, .saddr = source};
    frame.tcp = (struct tcphdr) {.source = htons(40000), .doff = 5, .syn = 1, .window = htons(1024)};
    constant_sum = sum(&source, 4) + htons(IPPROTO_TCP) + htons(20) + sum(&frame.tcp, 20);
    for (int i = 0; i < BATCH; i++) {
        frames[i] = frame;
        parts[i].iov_base = as_frames ? (void *) &frames[i] : (void *) &frames[i].ip;
        parts[i].iov_len = as_frames ? sizeof frame : sizeof frame - sizeof frame.link;
        targets[i].sin_family = AF_INET;
        messages[i].msg_hdr.msg_iov = &parts[i];
        messages[i].msg_hdr.msg_iovlen = 1;
        if (!as_frames) {
            messages[i].msg_hdr.msg_name = &targets[i];
            messages[i].msg_hdr.msg_namelen = sizeof targets[i];
        }
    }
}

static void aim(int i, uint32_t target, uint16_t port) {
    struct frame *frame = &frames[i];
    frame->ip.daddr = target;
    frame->ip.check = 0;
    frame->ip.check = folded(sum(&frame->ip, sizeof frame->ip));
    frame->tcp.dest = htons(port);
    frame->tcp.seq = target * 2654435761u ^ port;
    frame->tcp.check = folded(constant_sum + sum(&target, 4) + frame->tcp.dest + sum(&frame->tcp.seq, 4));
    targets[i].sin_addr.s_addr = target;
}

static void send_all(int fd, uint32_t first, uint32_t addresses, uint64_t count) {
    for (uint64_t next = 0; next < count;) {
        int batch = count - next < BATCH ? (int) (count - next) : BATCH;
        for (int i = 0; i < batch; i++, next++) {
            aim(i, htonl(first + next % addresses), 1 + next / addresses % 65535);
        }
        for (int sent = 0; sent < batch;) {
            int now = sendmmsg(fd, messages + sent, batch - sent, 0);
            if (now < 0 && errno != ENOBUFS && errno != EAGAIN) {
                fail("sendmmsg");
            }
            sent += now < 0 ? 0 : now;
        }
    }
}

static int open_packet(const char *device, const char *mac, struct ether_header *link) {
    int on = 1, fd = socket(AF_PACKET, SOCK_RAW, 0);
    struct ifreq request = {0};
    strncpy(request.ifr_name, device, IFNAMSIZ - 1);
    struct sockaddr_ll address = {.sll_family = AF_PACKET, .sll_ifindex = (int) if_nametoindex(device)};
    if (fd < 0 || ioctl(fd, SIOCGIFHWADDR, &request) < 0 || bind(fd, (struct sockaddr *) &address, sizeof address) < 0
            || setsockopt(fd, SOL_PACKET, PACKET_QDISC_BYPASS, &on, sizeof on) < 0) {
        fail(device);
    }
    memcpy(link->ether_shost, request.ifr_hwaddr.sa_data, 6);
    memcpy(link->ether_dhost, ether_aton(mac), 6);
    link->ether_type = htons(ETHERTYPE_IP);
    return fd;
}

static int blast(int as_frames, char **arguments) {
    struct ether_header link = {0};
    uint32_t first = ntohl(inet_addr(arguments[2]));
    uint64_t count = strtoull(arguments[4], NULL, 10);
    int fd = as_frames ? open_packet(arguments[0], arguments[1], &link) : socket(AF_INET, SOCK_RAW, IPPROTO_RAW);
    if (fd < 0) {
        fail("socket");
    }
    prepare(as_frames, &link, source_for(htonl(first)));
    double start = seconds();
    send_all(fd, first, atoi(arguments[3]), count);
    printf("seconds %.3f\n", seconds() - start);
    return 0;
}

static volatile sig_atomic_t stopped;

static void stop(int signal) {
    stopped = signal;
}

static uint64_t received(const char *device) {
    char path[128], text[32] = "";
    snprintf(path, sizeof path, "/sys/class/net/%s/statistics/rx_packets", device);
    FILE *file = fopen(path, "r");
    if (!file || !fgets(text, sizeof text, file)) {
        fail(path);
    }
    fclose(file);
    return strtoull(text, NULL, 10);
}

static struct sample {
    double at;
    uint64_t frames;
} samples[SAMPLES];

static double when(size_t count, double frames) {
    for (size_t i = 0; i < count; i++) {
        if (samples[i].frames >= frames) {
            return samples[i].at;
        }
    }
    return samples[count - 1].at;
}

static int count(const char *device) {
    struct sigaction on_stop = {.sa_handler = stop};
    sigaction(SIGTERM, &on_stop, NULL);
    uint64_t before = received(device);
    size_t taken = 0;
    puts("ready");
    fflush(stdout);
    while (!stopped && taken < SAMPLES) {
        struct timespec pause = {0, SAMPLE_NS};
        nanosleep(&pause, NULL);
        samples[taken++] = (struct sample) {seconds(), received(device) - before};
    }
    double all = taken ? samples[taken - 1].frames : 0;
    if (all > 0) {
        double middle = when(taken, 0.9 * all) - when(taken, 0.1 * all);
        printf("frames %.0f\nseconds %.3f\npps %.0f\n", all, when(taken, all) - when(taken, 1),
            middle > 0 ? 0.8 * all / middle : 0);
    }
    return 0;
}

int main(int argument_count, char **arguments) {
    if (argument_count == 3 && strcmp(arguments[1], "count") == 0) {
        return count(arguments[2]);
    }
    int as_frames = argument_count > 1 && strcmp(arguments[1], "packet") == 0;
    if (argument_count != 7 || (!as_frames && strcmp(arguments[1], "raw") != 0)) {
        fprintf(stderr, "usage: see the head of blast.c\n");
        return 2;
    }
    return blast(as_frames, arguments + 2);
}
