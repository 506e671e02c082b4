/*
 * The measure for one engine thread: a connect scanner as a C programmer would write it, one thread, one epoll loop,
 * the same window, socket options and questions to the socket as the agent's transport.
 *
 *   connect-baseline scan WINDOW FIRST-ADDRESS ADDRESSES FIRST-PORT LAST-PORT
 *       prints "address port" of each open port, and the seconds it took on stderr
 *   connect-baseline listen PORT...
 *       accepts on these ports of all IPv4 addresses until it is ended; prints "ready" once
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <linux/errqueue.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define EVENTS 1024

static void fail(const char *call) {
    perror(call);
    exit(1);
}

static double seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec + now.tv_nsec / 1e9;
}

static unsigned first_address, addresses, first_port, ports;
static unsigned long next, total, answered, other;
static int epoll_fd;

static void found(unsigned long probe) {
    struct in_addr address = {htonl(first_address + probe % addresses)};
    printf("%s %u\n", inet_ntoa(address), first_port + (unsigned) (probe / addresses));
}

/* Whether an ICMP error, rather than a reset, refused the connection. */
static int rejected_by_icmp(int fd) {
    char control[512];
    struct msghdr header = {.msg_control = control, .msg_controllen = sizeof control};
    if (recvmsg(fd, &header, MSG_ERRQUEUE | MSG_DONTWAIT) < 0) {
        return 0;
    }
    for (struct cmsghdr *c = CMSG_FIRSTHDR(&header); c; c = CMSG_NXTHDR(&header, c)) {
        if (c->cmsg_level == IPPROTO_IP && c->cmsg_type == IP_RECVERR) {
            return ((struct sock_extended_err *) CMSG_DATA(c))->ee_origin == SO_EE_ORIGIN_ICMP;
        }
    }
    return 0;
}

static void ended(int fd, unsigned long probe, unsigned events) {
    static const struct linger reset = {1, 0};
    int error = 0;
    if (events & (EPOLLERR | EPOLLHUP)) {
        socklen_t length = sizeof error;
        if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &length) < 0) {
            fail("getsockopt");
        }
    }
    if (error == 0 || error == ECONNRESET) {
        setsockopt(fd, SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
        found(probe);
    } else if (error != ECONNREFUSED || rejected_by_icmp(fd)) {
        other++;
    }
    close(fd);
    answered++;
}

static void probe_next(void) {
    static const int on = 1;
    unsigned long probe = next++;
    struct sockaddr_in target = {
        .sin_family = AF_INET,
        .sin_port = htons(first_port + probe / addresses),
        .sin_addr = {htonl(first_address + probe % addresses)},
    };
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, IPPROTO_TCP);
    if (fd < 0) {
        fail("socket");
    }
    setsockopt(fd, IPPROTO_IP, IP_RECVERR, &on, sizeof on);
    if (connect(fd, (struct sockaddr *) &target, sizeof target) == 0) {
        ended(fd, probe, EPOLLOUT);
        return;
    }
    if (errno != EINPROGRESS) {
        fail("connect");
    }
    /* Probe numbers stay below 2^32, descriptors below 2^31. */
    struct epoll_event event = {.events = EPOLLOUT | EPOLLET, .data.u64 = probe << 32 | (unsigned) fd};
    if (epoll_ctl(epoll_fd, EPOLL_CTL_ADD, fd, &event) < 0) {
        fail("epoll_ctl");
    }
}

static int scan(unsigned long window) {
    static struct epoll_event events[EVENTS];
    double start = seconds();
    while (answered < total) {
        while (next < total && next - answered < window) {
            probe_next();
        }
        int count = epoll_wait(epoll_fd, events, EVENTS, 5000);
        if (count == 0) {
            fprintf(stderr, "no answer for 5 s; %lu of %lu answered\n", answered, total);
            return 1;
        }
        for (int i = 0; i < count; i++) {
            ended((int) (unsigned) events[i].data.u64, events[i].data.u64 >> 32, events[i].events);
        }
    }
    fprintf(stderr, "%.3f seconds, %lu other\n", seconds() - start, other);
    return other != 0;
}

static int listen_on(int count, char **numbers) {
    int epoll = epoll_create1(0);
    for (int i = 0; i < count; i++) {
        static const int on = 1;
        struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(atoi(numbers[i]))};
        struct epoll_event event = {.events = EPOLLIN};
        event.data.fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
        setsockopt(event.data.fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
        if (bind(event.data.fd, (struct sockaddr *) &address, sizeof address) < 0 || listen(event.data.fd, 512) < 0) {
            fail("bind or listen");
        }
        epoll_ctl(epoll, EPOLL_CTL_ADD, event.data.fd, &event);
    }
    puts("ready");
    fflush(stdout);
    for (struct epoll_event event; epoll_wait(epoll, &event, 1, -1) >= 0;) {
        int fd = accept(event.data.fd, NULL, NULL);
        if (fd >= 0) {
            close(fd);
        }
    }
    return 0;
}

int main(int count, char **arguments) {
    if (count > 2 && strcmp(arguments[1], "listen") == 0) {
        return listen_on(count - 2, arguments + 2);
    }
    if (count != 7 || strcmp(arguments[1], "scan") != 0) {
        fprintf(stderr, "usage: see the head of connect-baseline.c\n");
        return 2;
    }
    struct rlimit limit;
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
    first_address = ntohl(inet_addr(arguments[3]));
    addresses = atoi(arguments[4]);
    first_port = atoi(arguments[5]);
    ports = atoi(arguments[6]) - first_port + 1;
    total = (unsigned long) addresses * ports;
    epoll_fd = epoll_create1(EPOLL_CLOEXEC);
    return scan(strtoul(arguments[2], NULL, 10));
}
