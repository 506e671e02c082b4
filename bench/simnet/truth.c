/* What a scan of the table should find, were nothing lost and nothing limited. */
#include "simnet.h"

static const char *const names[] = {"tcp", "udp"};

static const char *icmp_reason(unsigned type, unsigned code) {
    static const char *const unreachable[] = {"net-unreach", "host-unreach", "proto-unreach", "port-unreach",
        "frag-needed", "source-route", "net-unreach", "host-unknown", "host-isolated", "net-unreach",
        "admin-prohibited", "net-unreach", "host-unreach", "admin-prohibited", "admin-prohibited", "admin-prohibited"};
    if (type == 3 && code < 16) {
        return unreachable[code];
    }
    return type == 11 ? "ttl-exceeded" : type == 12 ? "param-problem" : "host-unreach";
}

static void print_default(FILE *out, const struct host *host, enum protocol protocol) {
    const struct behaviour *is = host->is;
    const char *silence = protocol == TCP ? "filtered" : "open|filtered";
    unsigned type = is->icmp_type[protocol], code = is->icmp_code[protocol];
    if (is->silent) {
        fprintf(out, "%s/no-response\n", silence);
    } else if (protocol == TCP && (is->any || is->tarpit)) {
        fprintf(out, "open/syn-ack\n");
    } else if (is->closed[protocol] == RESET) {
        fprintf(out, "closed/reset\n");
    } else if (is->closed[protocol] == DROP) {
        fprintf(out, "%s/no-response\n", silence);
    } else {
        fprintf(out, "%s/%s\n", protocol == UDP && type == 3 && code == 3 ? "closed" : "filtered", icmp_reason(type, code));
    }
}

static void print_host(FILE *out, const struct host *host, enum protocol protocol) {
    char address[16];
    snprintf(address, sizeof address, "%u.%u.%u.%u", host->address >> 24, host->address >> 16 & 255,
        host->address >> 8 & 255, host->address & 255);
    fprintf(out, "%s * %s ", address, names[protocol]);
    print_default(out, host, protocol);
    if (host->is->silent) {
        return;
    }
    int all_open = protocol == TCP && (host->is->any || host->is->tarpit);
    for (unsigned port = 0; port < PORTS; port++) {
        if (protocol == TCP && is_set(host->is->dropped, port)) {
            fprintf(out, "%s %u tcp filtered/no-response\n", address, port);
        } else if (!all_open && is_open(host, protocol, port)) {
            fprintf(out, "%s %u %s %s\n", address, port, names[protocol], protocol == TCP ? "open/syn-ack" : "open/udp-response");
        }
    }
}

void print_truth(FILE *out) {
    for (uint32_t i = 0; i < host_count; i++) {
        print_host(out, &hosts[i], TCP);
        print_host(out, &hosts[i], UDP);
    }
}
