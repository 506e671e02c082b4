/* A simulated network behind a tap or tun device; see bench/README.md. All times are nanoseconds of CLOCK_MONOTONIC. */
#ifndef SIMNET_H
#define SIMNET_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#define PORTS 65536
#define MOST_DRAWN 64
#define MOST_PACKET 2048

enum protocol { TCP, UDP, PROTOCOLS };

enum answer { RESET, DROP, ICMP_ERROR };

/* Tokens that fill at a rate, up to a burst. */
struct limit {
    double rate; /* a second; 0: no limit */
    double burst;
};

struct bucket {
    double tokens;
    uint64_t filled_ns;
};

/* What one line of the table says. */
struct behaviour {
    int silent, any, tarpit;
    uint64_t rtt_ns, jitter_ns;
    double loss, duplicate;           /* share of packets, each way; share of answers */
    uint64_t good_ns, bad_ns;         /* mean sojourns of the burst loss; 0: none */
    enum answer closed[PROTOCOLS];
    uint8_t icmp_type[PROTOCOLS], icmp_code[PROTOCOLS];
    uint32_t icmp_from;               /* 0: the host itself */
    struct limit resets, icmps;
    uint64_t stops_after;             /* packets; 0: never */
    uint8_t open[PROTOCOLS][PORTS / 8];
    uint8_t dropped[PORTS / 8];       /* TCP ports that are silent on a host that answers for others */
    int drawn[PROTOCOLS], drawn_first[PROTOCOLS], drawn_last[PROTOCOLS];
};

struct host {
    uint32_t address, number;
    const struct behaviour *is;
    uint16_t drawn[PROTOCOLS][MOST_DRAWN];
    uint16_t *asked[PROTOCOLS];       /* packets seen by port; NULL: none */
    struct bucket resets, icmps;
    uint64_t packets, window_ns, window_packets;
    uint64_t turn_ns, turns;          /* when the burst loss changes next; odd turns are bad */
};

struct tally {
    uint64_t frames, syns, datagrams, distinct, other, unknown_host;
    uint64_t lost_there, lost_back, silent, resets_withheld, icmps_withheld;
    uint64_t answers, write_errors, peak_pps, peak_host_pps, first_ns, last_ns;
};

extern uint64_t seed;
extern struct host *hosts;
extern uint32_t host_count;
extern struct tally tally;

/* table.c */
void read_table(const char *path);
struct host *find_host(uint32_t address);
int is_open(const struct host *host, enum protocol protocol, uint16_t port);
int is_set(const uint8_t *bits, unsigned port);

/* truth.c: "address port protocol state/reason" of each port that differs, "address * ..." of the others. */
void print_truth(FILE *out);

/* chance.c: everything random follows from the seed and what it is drawn for, not from the order of packets. */
uint64_t draw(uint64_t a, uint64_t b);
double share(uint64_t a, uint64_t b);
int take(struct bucket *bucket, const struct limit *limit, uint64_t now_ns);
int in_bad_spell(struct host *host, uint64_t now_ns);

/* packet.c: an IPv4 packet in, the answer's bytes out; returns their number, or 0. */
size_t answer_tcp(uint8_t *out, const uint8_t *packet, int flags, uint16_t window);
size_t answer_icmp(uint8_t *out, const uint8_t *packet, size_t length, const struct host *host, enum protocol protocol);
size_t answer_datagram(uint8_t *out, const uint8_t *packet, size_t length);
size_t answer_echo(uint8_t *out, const uint8_t *packet, size_t length);
uint16_t read16(const uint8_t *at);
uint32_t read32(const uint8_t *at);

/* delay.c: answers on their way back. */
struct pending {
    uint64_t due_ns, order;
    struct host *host;
    uint16_t length;
    uint8_t bytes[600];
};
struct pending *delay_new(void);
void delay_add(struct pending *pending);
uint64_t delay_next_ns(void); /* UINT64_MAX: none */
struct pending *delay_pop(void);
void delay_free(struct pending *pending);

/* answer.c */
void packet_in(const uint8_t *packet, size_t length, uint64_t now_ns);

#endif
