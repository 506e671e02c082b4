/*
 * A simulated network in one thread, behind a device that it makes in its own network namespace.
 *
 *   simnet truth TABLE [SEED]          what a scan should find: "address port|* protocol state/reason"
 *   simnet run TABLE [SEED [tap|tun [DEVICE]]]
 *       makes the device (sim0, a tap unless told otherwise), prints "ready", answers until SIGTERM or SIGINT, then
 *       prints what it saw as lines "name number". On a tap it answers ARP for every address but the asker's own.
 */
#define _GNU_SOURCE
#include "simnet.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/if.h>
#include <linux/if_tun.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

#define BATCH 64

static volatile sig_atomic_t stopped;
static int device, ethernet;
static uint8_t peer[6];
static const uint8_t own[6] = {2, 's', 'i', 'm', 0, 1};

static void stop(int signal) {
    stopped = signal;
}

static uint64_t now_ns(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000000000ULL + now.tv_nsec;
}

static void open_device(const char *kind, const char *name) {
    struct ifreq request = {0};
    ethernet = strcmp(kind, "tun") != 0;
    request.ifr_flags = (ethernet ? IFF_TAP : IFF_TUN) | IFF_NO_PI;
    strncpy(request.ifr_name, name, IFNAMSIZ - 1);
    device = open("/dev/net/tun", O_RDWR | O_NONBLOCK);
    if (device < 0 || ioctl(device, TUNSETIFF, &request) < 0) {
        perror("simnet: /dev/net/tun");
        exit(2);
    }
}

static void answer_arp(uint8_t *frame) { /* RFC 826 */
    uint8_t *arp = frame + 14, asked[4];
    if (read16(arp + 6) != 1 || memcmp(arp + 14, arp + 24, 4) == 0) {
        return;
    }
    memcpy(asked, arp + 24, 4);
    memcpy(arp + 18, arp + 8, 10);
    memcpy(arp + 8, own, 6);
    memcpy(arp + 14, asked, 4);
    arp[7] = 2;
    memcpy(frame, frame + 6, 6);
    memcpy(frame + 6, own, 6);
    tally.write_errors += write(device, frame, 42) < 0;
}

static void frame_in(uint8_t *frame, size_t length, uint64_t now) {
    if (!ethernet) {
        packet_in(frame, length, now);
    } else if (length >= 42 && read16(frame + 12) == 0x806) {
        answer_arp(frame);
    } else if (length >= 34 && read16(frame + 12) == 0x800) {
        memcpy(peer, frame + 6, 6);
        packet_in(frame + 14, length - 14, now);
    }
}

static void deliver(struct pending *pending, uint64_t now) {
    uint8_t frame[14 + sizeof pending->bytes];
    if (in_bad_spell(pending->host, now)) {
        tally.lost_back++;
    } else {
        size_t header = ethernet ? 14 : 0;
        if (ethernet) {
            memcpy(frame, peer, 6);
            memcpy(frame + 6, own, 6);
            memcpy(frame + 12, "\10\0", 2);
        }
        memcpy(frame + header, pending->bytes, pending->length);
        if (write(device, frame, header + pending->length) < 0) {
            tally.write_errors++;
        } else {
            tally.answers++;
        }
    }
    delay_free(pending);
}

/* Whether the device had a full batch. */
static int receive(void) {
    uint8_t frame[MOST_PACKET];
    uint64_t now = now_ns();
    for (int i = 0; i < BATCH; i++) {
        ssize_t length = read(device, frame, sizeof frame);
        if (length < 0) {
            if (errno != EAGAIN && errno != EIO) { /* EIO: the device is down */
                perror("simnet: read");
                exit(1);
            }
            return 0;
        }
        frame_in(frame, length, now);
    }
    return 1;
}

static void serve(void) {
    while (!stopped) {
        int more = receive();
        uint64_t now = now_ns();
        for (int i = 0; i < BATCH && delay_next_ns() <= now; i++) {
            deliver(delay_pop(), now);
        }
        uint64_t next = delay_next_ns();
        if (!more && next > now) {
            uint64_t wait = next - now > 100000000 ? 100000000 : next - now;
            struct timespec timeout = {0, wait};
            struct pollfd readable = {.fd = device, .events = POLLIN};
            ppoll(&readable, 1, &timeout, NULL);
        }
    }
}

/* How many (host, port) were asked once, twice, ... by protocol. */
static void print_attempts(const char *name, enum protocol protocol) {
    enum { MOST = 21 };
    uint64_t times[MOST + 1] = {0};
    for (uint32_t i = 0; i < host_count; i++) {
        for (unsigned port = 0; hosts[i].asked[protocol] && port < PORTS; port++) {
            unsigned asked = hosts[i].asked[protocol][port];
            times[asked < MOST ? asked : MOST]++;
        }
    }
    for (unsigned asked = 1; asked <= MOST; asked++) {
        if (times[asked]) {
            printf("%s-asked-%u%s %lu\n", name, asked, asked == MOST ? "-or-more" : "", times[asked]);
        }
    }
}

static void print_tally(void) {
    const struct { const char *name; uint64_t value; } lines[] = {
        {"frames", tally.frames}, {"syns", tally.syns}, {"datagrams", tally.datagrams}, {"distinct", tally.distinct},
        {"other", tally.other}, {"to-nobody", tally.unknown_host}, {"lost-there", tally.lost_there},
        {"lost-back", tally.lost_back}, {"left-silent", tally.silent}, {"resets-withheld", tally.resets_withheld},
        {"icmps-withheld", tally.icmps_withheld}, {"answers", tally.answers}, {"write-errors", tally.write_errors},
        {"peak-pps", tally.peak_pps}, {"peak-host-pps", tally.peak_host_pps},
        {"millis", (tally.last_ns - tally.first_ns) / 1000000},
    };
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        printf("%s %lu\n", lines[i].name, lines[i].value);
    }
    print_attempts("tcp", TCP);
    print_attempts("udp", UDP);
    fflush(stdout);
}

int main(int count, char **arguments) {
    int truth = count >= 3 && strcmp(arguments[1], "truth") == 0;
    if (!truth && (count < 3 || strcmp(arguments[1], "run") != 0)) {
        fprintf(stderr, "usage: simnet truth|run TABLE [SEED [tap|tun [DEVICE]]]\n");
        return 2;
    }
    seed = count > 3 ? strtoull(arguments[3], NULL, 10) : 1;
    read_table(arguments[2]);
    if (truth) {
        print_truth(stdout);
        return 0;
    }
    prctl(PR_SET_TIMERSLACK, 1000UL);
    struct sigaction on_stop = {.sa_handler = stop};
    sigaction(SIGTERM, &on_stop, NULL);
    sigaction(SIGINT, &on_stop, NULL);
    open_device(count > 4 ? arguments[4] : "tap", count > 5 ? arguments[5] : "sim0");
    puts("ready");
    fflush(stdout);
    serve();
    print_tally();
    return 0;
}
