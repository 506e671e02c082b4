/* Reads the table of hosts. A line: FIRST[-LAST[/STEP]] word...; the last line that names a host holds. See README.md. */
#include "simnet.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

#define MOST_RANGES 1024
#define MOST_HOSTS 65536

struct host *hosts;
uint32_t host_count;

static struct range {
    uint32_t first, last, host;
} ranges[MOST_RANGES];
static unsigned range_count;
static unsigned line_number;

static void refuse(const char *what, const char *text) {
    fprintf(stderr, "simnet: line %u: %s: %s\n", line_number, what, text);
    exit(2);
}

static double number(const char *text, char **end) {
    double value = strtod(text, end);
    if (*end == text || value < 0) {
        refuse("not a number", text);
    }
    return value;
}

static uint64_t millis(const char *text) {
    char *end;
    double value = number(text, &end);
    if (*end && strcmp(end, "ms") != 0) {
        refuse("not milliseconds", text);
    }
    return (uint64_t) (value * 1e6);
}

static double percent(const char *text) {
    char *end;
    double value = number(text, &end);
    if (strcmp(end, "%") != 0 || value > 100) {
        refuse("not a percentage", text);
    }
    return value / 100;
}

static struct limit limit(const char *text) { /* RATE/BURST */
    char *end;
    struct limit limit = {.rate = number(text, &end)};
    limit.burst = *end == '/' ? number(end + 1, &end) : 1;
    if (*end || limit.rate <= 0 || limit.burst < 1) {
        refuse("not a rate a second and a burst", text);
    }
    return limit;
}

static unsigned port(const char *text, char **end) {
    unsigned long value = strtoul(text, end, 10);
    if (*end == text || value >= PORTS) {
        refuse("not a port", text);
    }
    return value;
}

static void set_ports(uint8_t *bits, const char *text, char **end) {
    unsigned first = port(text, end);
    unsigned last = **end == '-' ? port(*end + 1, end) : first;
    for (unsigned each = first; each <= last; each++) {
        bits[each / 8] |= 1 << each % 8;
    }
}

/* 22,80,8000-8010 and +N/FIRST-LAST, which draws N ports for each host. */
static void ports(uint8_t *bits, const char *text, struct behaviour *is, enum protocol protocol) {
    for (char *end = (char *) text; ; text = end + 1) {
        if (*text == '+' && is) {
            is->drawn[protocol] = (int) number(text + 1, &end);
            is->drawn_first[protocol] = *end == '/' ? port(end + 1, &end) : 1;
            is->drawn_last[protocol] = *end == '-' ? port(end + 1, &end) : PORTS - 1;
            if (is->drawn[protocol] > MOST_DRAWN
                    || is->drawn[protocol] > (is->drawn_last[protocol] - is->drawn_first[protocol] + 1) / 2) {
                refuse("too many drawn ports", text);
            }
        } else {
            set_ports(bits, text, &end);
        }
        if (*end == 0) {
            return;
        }
        if (*end != ',') {
            refuse("not a list of ports", text);
        }
    }
}

static void closed(struct behaviour *is, enum protocol protocol, const char *text) {
    unsigned type, code;
    if (strcmp(text, "reset") == 0 && protocol == TCP) {
        is->closed[protocol] = RESET;
    } else if (strcmp(text, "drop") == 0) {
        is->closed[protocol] = DROP;
    } else if (sscanf(text, "icmp:%u/%u", &type, &code) == 2 && type < 256 && code < 256) {
        is->closed[protocol] = ICMP_ERROR;
        is->icmp_type[protocol] = type;
        is->icmp_code[protocol] = code;
    } else {
        refuse("neither reset (TCP), drop nor icmp:TYPE/CODE", text);
    }
}

static int flag(struct behaviour *is, const char *word) {
    int silent = strcmp(word, "silent") == 0, any = strcmp(word, "any") == 0, tarpit = strcmp(word, "tarpit") == 0;
    is->silent |= silent;
    is->any |= any;
    is->tarpit |= tarpit;
    return silent || any || tarpit;
}

static void burst_loss(struct behaviour *is, const char *text) { /* GOOD/BAD */
    char *end;
    is->good_ns = (uint64_t) (number(text, &end) * 1e6);
    is->bad_ns = (uint64_t) (*end == '/' ? number(end + 1, &end) * 1e6 : 0);
    if (*end || is->bad_ns == 0 || is->good_ns == 0) {
        refuse("not the mean lengths of good and bad spells in ms", text);
    }
}

static void setting(struct behaviour *is, char *word) {
    char *value = strchr(word, '=');
    if (!value) {
        if (!flag(is, word)) {
            refuse("unknown word", word);
        }
        return;
    }
    *value++ = 0;
    if (strcmp(word, "rtt") == 0) is->rtt_ns = millis(value);
    else if (strcmp(word, "jitter") == 0) is->jitter_ns = millis(value);
    else if (strcmp(word, "loss") == 0) is->loss = percent(value);
    else if (strcmp(word, "duplicate") == 0) is->duplicate = percent(value);
    else if (strcmp(word, "burst-loss") == 0) burst_loss(is, value);
    else if (strcmp(word, "tcp") == 0) ports(is->open[TCP], value, is, TCP);
    else if (strcmp(word, "udp") == 0) ports(is->open[UDP], value, is, UDP);
    else if (strcmp(word, "tcp-dropped") == 0) ports(is->dropped, value, NULL, TCP);
    else if (strcmp(word, "tcp-closed") == 0) closed(is, TCP, value);
    else if (strcmp(word, "udp-closed") == 0) closed(is, UDP, value);
    else if (strcmp(word, "icmp-from") == 0) is->icmp_from = ntohl(inet_addr(value));
    else if (strcmp(word, "resets") == 0) is->resets = limit(value);
    else if (strcmp(word, "icmps") == 0) is->icmps = limit(value);
    else if (strcmp(word, "stops-after") == 0) is->stops_after = strtoull(value, NULL, 10);
    else refuse("unknown word", word);
}

static void draw_ports(struct host *host, enum protocol protocol) {
    const struct behaviour *is = host->is;
    unsigned span = is->drawn_last[protocol] - is->drawn_first[protocol] + 1;
    uint64_t n = 0;
    for (int i = 0; i < is->drawn[protocol]; i++) {
        int again;
        do {
            host->drawn[protocol][i] = is->drawn_first[protocol] + draw(host->number, ~(n++ << 1 | protocol)) % span;
            again = is_set(is->open[protocol], host->drawn[protocol][i])
                    || (protocol == TCP && is_set(is->dropped, host->drawn[protocol][i]));
            for (int j = 0; j < i; j++) {
                again |= host->drawn[protocol][j] == host->drawn[protocol][i];
            }
        } while (again);
    }
}

static struct host *new_host(uint32_t address) {
    struct range *last = range_count > 0 ? &ranges[range_count - 1] : NULL;
    if (last && last->last + 1 == address) {
        last->last = address;
    } else if (range_count < MOST_RANGES) {
        ranges[range_count++] = (struct range) {address, address, host_count};
    } else {
        refuse("too many separate ranges", "");
    }
    if (host_count == MOST_HOSTS) {
        refuse("too many hosts", "");
    }
    hosts[host_count].address = address;
    hosts[host_count].number = host_count;
    return &hosts[host_count++];
}

static void set_hosts(char *text, const struct behaviour *is) { /* FIRST[-LAST[/STEP]] */
    char *slash = strchr(text, '/'), *dash = strchr(text, '-');
    struct in_addr first, last;
    unsigned step = slash ? (unsigned) atoi(slash + 1) : 1;
    if (slash) *slash = 0;
    if (dash) *dash = 0;
    if (!inet_aton(text, &first) || !inet_aton(dash ? dash + 1 : text, &last) || step == 0
            || ntohl(last.s_addr) < ntohl(first.s_addr)) {
        refuse("not FIRST-LAST/STEP", text);
    }
    for (uint64_t address = ntohl(first.s_addr); address <= ntohl(last.s_addr); address += step) {
        struct host *host = find_host(address);
        host = host ? host : new_host(address);
        host->is = is;
        draw_ports(host, TCP);
        draw_ports(host, UDP);
    }
}

void read_table(const char *path) {
    char line[4096];
    FILE *table = fopen(path, "r");
    if (!table) {
        perror(path);
        exit(2);
    }
    hosts = calloc(MOST_HOSTS, sizeof *hosts);
    while (fgets(line, sizeof line, table)) {
        line_number++;
        line[strcspn(line, "#\n")] = 0;
        char *addresses = strtok(line, " \t");
        if (addresses) {
            struct behaviour *is = calloc(1, sizeof *is);
            closed(is, UDP, "icmp:3/3");
            for (char *word = strtok(NULL, " \t"); word; word = strtok(NULL, " \t")) {
                setting(is, word);
            }
            set_hosts(addresses, is);
        }
    }
    fclose(table);
}

struct host *find_host(uint32_t address) {
    for (unsigned i = 0; i < range_count; i++) {
        if (ranges[i].first <= address && address <= ranges[i].last) {
            return &hosts[ranges[i].host + (address - ranges[i].first)];
        }
    }
    return NULL;
}

int is_set(const uint8_t *bits, unsigned port) {
    return bits[port / 8] >> port % 8 & 1;
}

int is_open(const struct host *host, enum protocol protocol, uint16_t port) {
    const struct behaviour *is = host->is;
    if (is_set(is->open[protocol], port) || (protocol == TCP && (is->any || is->tarpit))) {
        return 1;
    }
    for (int i = 0; i < is->drawn[protocol]; i++) {
        if (host->drawn[protocol][i] == port) {
            return 1;
        }
    }
    return 0;
}
