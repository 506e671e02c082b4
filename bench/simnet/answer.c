/* What a host does with a packet. */
#include "simnet.h"

#include <stdlib.h>

struct tally tally;

enum { WAY_THERE, WAY_BACK, JITTER, TWICE };

/* Numbers the draws of a packet: the host, then the port's n-th packet and what is drawn. */
static uint64_t draw_of(enum protocol protocol, uint16_t port, unsigned nth, int what) {
    return (uint64_t) what << 48 | (uint64_t) protocol << 40 | (uint64_t) port << 16 | nth;
}

static void count_rate(struct host *host, uint64_t now_ns) {
    static uint64_t window_ns, window_packets;
    if (tally.first_ns == 0) {
        tally.first_ns = now_ns;
    }
    tally.last_ns = now_ns;
    if (now_ns - window_ns >= 1000000000) {
        window_ns = now_ns;
        window_packets = 0;
    }
    if (now_ns - host->window_ns >= 1000000000) {
        host->window_ns = now_ns;
        host->window_packets = 0;
    }
    tally.peak_pps = ++window_packets > tally.peak_pps ? window_packets : tally.peak_pps;
    tally.peak_host_pps = ++host->window_packets > tally.peak_host_pps ? host->window_packets : tally.peak_host_pps;
}

/* Counts the packet to a port; how many there were before. */
static unsigned count(struct host *host, enum protocol protocol, uint16_t port, uint64_t now_ns) {
    if (!host->asked[protocol] && !(host->asked[protocol] = calloc(PORTS, sizeof(uint16_t)))) {
        abort();
    }
    count_rate(host, now_ns);
    unsigned nth = host->asked[protocol][port];
    if (nth < UINT16_MAX) {
        host->asked[protocol][port]++;
    }
    tally.distinct += nth == 0;
    host->packets++;
    return nth;
}

static void send_back(struct host *host, const uint8_t *bytes, size_t length, uint64_t due_ns) {
    struct pending *pending = delay_new();
    pending->due_ns = due_ns;
    pending->host = host;
    pending->length = length;
    for (size_t i = 0; i < length; i++) {
        pending->bytes[i] = bytes[i];
    }
    delay_add(pending);
}

static size_t closed(struct host *host, uint8_t *out, const uint8_t *packet, size_t length, enum protocol protocol,
        uint64_t now_ns) {
    const struct behaviour *is = host->is;
    switch (is->closed[protocol]) {
        case RESET:
            if (!take(&host->resets, &is->resets, now_ns)) {
                tally.resets_withheld++;
                return 0;
            }
            return answer_tcp(out, packet, 0x14, 0);
        case ICMP_ERROR:
            if (!take(&host->icmps, &is->icmps, now_ns)) {
                tally.icmps_withheld++;
                return 0;
            }
            return answer_icmp(out, packet, length, host, protocol);
        default:
            tally.silent++;
            return 0;
    }
}

static size_t answer_probe(struct host *host, uint8_t *out, const uint8_t *packet, size_t length,
        enum protocol protocol, uint16_t port, uint64_t now_ns) {
    const struct behaviour *is = host->is;
    if (is->silent || (is->stops_after && host->packets > is->stops_after)
            || (protocol == TCP && is_set(is->dropped, port))) {
        tally.silent++;
        return 0;
    }
    if (!is_open(host, protocol, port)) {
        return closed(host, out, packet, length, protocol, now_ns);
    }
    return protocol == TCP ? answer_tcp(out, packet, 0x12, is->tarpit ? 0 : 64240) : answer_datagram(out, packet, length);
}

static void probe(struct host *host, const uint8_t *packet, size_t length, enum protocol protocol, uint16_t port,
        uint64_t now_ns) {
    uint8_t out[MOST_PACKET];
    const struct behaviour *is = host->is;
    unsigned nth = count(host, protocol, port, now_ns);
    if (share(host->number, draw_of(protocol, port, nth, WAY_THERE)) < is->loss || in_bad_spell(host, now_ns)) {
        tally.lost_there++;
        return;
    }
    size_t answer = answer_probe(host, out, packet, length, protocol, port, now_ns);
    if (answer == 0) {
        return;
    }
    if (share(host->number, draw_of(protocol, port, nth, WAY_BACK)) < is->loss) {
        tally.lost_back++;
        return;
    }
    uint64_t jitter = is->jitter_ns * share(host->number, draw_of(protocol, port, nth, JITTER));
    send_back(host, out, answer, now_ns + is->rtt_ns + jitter);
    if (is->duplicate > 0 && share(host->number, draw_of(protocol, port, nth, TWICE)) < is->duplicate) {
        send_back(host, out, answer, now_ns + is->rtt_ns + jitter + is->rtt_ns / 4);
    }
}

static void echo(struct host *host, const uint8_t *packet, size_t length, uint64_t now_ns) {
    uint8_t out[MOST_PACKET];
    if (!host->is->silent) {
        send_back(host, out, answer_echo(out, packet, length), now_ns + host->is->rtt_ns);
    }
}

/* Of connections, only the SYN asks; what follows it is none of our concern. */
void packet_in(const uint8_t *packet, size_t length, uint64_t now_ns) {
    size_t header = length < 20 ? 0 : 4 * (packet[0] & 15);
    tally.frames++;
    if (header < 20 || packet[0] >> 4 != 4 || length < header + 8 || read16(packet + 6) & 0x1fff
            || read16(packet + 2) > length) {
        tally.other++;
        return;
    }
    struct host *host = find_host(read32(packet + 16));
    size_t total = read16(packet + 2);
    const uint8_t *inner = packet + header;
    if (!host) {
        tally.unknown_host++;
    } else if (packet[9] == 6 && total >= header + 20 && (inner[13] & 0x17) == 2) {
        tally.syns++;
        probe(host, packet, total, TCP, read16(inner + 2), now_ns);
    } else if (packet[9] == 17) {
        tally.datagrams++;
        probe(host, packet, total, UDP, read16(inner + 2), now_ns);
    } else if (packet[9] == 1 && inner[0] == 8) {
        echo(host, packet, total, now_ns);
    } else {
        tally.other++;
    }
}
