/* The bytes of answers. RFC 791, 792, 768, 9293. */
#include "simnet.h"

#include <string.h>

uint16_t read16(const uint8_t *at) {
    return (uint16_t) (at[0] << 8 | at[1]);
}

uint32_t read32(const uint8_t *at) {
    return (uint32_t) at[0] << 24 | at[1] << 16 | at[2] << 8 | at[3];
}

static void write16(uint8_t *at, unsigned value) {
    at[0] = value >> 8;
    at[1] = value;
}

static void write32(uint8_t *at, uint32_t value) {
    write16(at, value >> 16);
    write16(at + 2, value & 0xffff);
}

static uint32_t sum(const uint8_t *bytes, size_t length, uint32_t start) {
    for (; length > 1; bytes += 2, length -= 2) {
        start += read16(bytes);
    }
    return length ? start + (bytes[0] << 8) : start;
}

static unsigned folded(uint32_t sum) {
    sum = (sum & 0xffff) + (sum >> 16);
    return ~(sum + (sum >> 16)) & 0xffff;
}

/* An IPv4 header for so many bytes of payload, which must be there already for the pseudo header's checksum. */
static size_t ip(uint8_t *out, uint32_t from, uint32_t to, int protocol, size_t payload) {
    memset(out, 0, 20);
    out[0] = 0x45;
    write16(out + 2, 20 + payload);
    out[6] = 0x40; /* don't fragment */
    out[8] = 64;
    out[9] = protocol;
    write32(out + 12, from);
    write32(out + 16, to);
    write16(out + 10, folded(sum(out, 20, 0)));
    return 20 + payload;
}

static void pseudo_checksum(uint8_t *at, const uint8_t *header, int protocol, const uint8_t *payload, size_t length) {
    unsigned sent = folded(sum(payload, length, sum(header + 12, 8, protocol + length)));
    write16(at, protocol == 17 && sent == 0 ? 0xffff : sent);
}

static const uint8_t *payload_of(const uint8_t *packet) {
    return packet + 4 * (packet[0] & 15);
}

size_t answer_tcp(uint8_t *out, const uint8_t *packet, int flags, uint16_t window) {
    const uint8_t *asked = payload_of(packet);
    uint8_t *tcp = out + 20;
    size_t length = flags & 2 ? 24 : 20; /* a SYN tells its segment size */
    memset(tcp, 0, length);
    memcpy(tcp, asked + 2, 2);
    memcpy(tcp + 2, asked, 2);
    if (flags & 2) {
        write32(tcp + 4, (uint32_t) draw(read32(packet + 16), read32(asked)));
        memcpy(tcp + 20, "\2\4\5\264", 4);
    }
    write32(tcp + 8, read32(asked + 4) + 1);
    tcp[12] = length / 4 << 4;
    tcp[13] = flags;
    write16(tcp + 14, window);
    size_t total = ip(out, read32(packet + 16), read32(packet + 12), 6, length);
    pseudo_checksum(tcp + 16, out, 6, tcp, length);
    return total;
}

size_t answer_icmp(uint8_t *out, const uint8_t *packet, size_t length, const struct host *host, enum protocol protocol) {
    const struct behaviour *is = host->is;
    uint8_t *icmp = out + 20;
    size_t quoted = length < 548 ? length : 548; /* RFC 1812 section 4.3.2.3: as much as fits into 576 */
    memset(icmp, 0, 8);
    icmp[0] = is->icmp_type[protocol];
    icmp[1] = is->icmp_code[protocol];
    memcpy(icmp + 8, packet, quoted);
    write16(icmp + 2, folded(sum(icmp, 8 + quoted, 0)));
    return ip(out, is->icmp_from ? is->icmp_from : host->address, read32(packet + 12), 1, 8 + quoted);
}

size_t answer_datagram(uint8_t *out, const uint8_t *packet, size_t length) {
    const uint8_t *asked = payload_of(packet);
    uint8_t *udp = out + 20;
    size_t payload = length - (asked - packet) - 8;
    payload = payload < 64 ? payload : 64; /* never more than was asked with */
    memcpy(udp, asked + 2, 2);
    memcpy(udp + 2, asked, 2);
    write16(udp + 4, 8 + payload);
    write16(udp + 6, 0);
    memcpy(udp + 8, asked + 8, payload);
    size_t total = ip(out, read32(packet + 16), read32(packet + 12), 17, 8 + payload);
    pseudo_checksum(udp + 6, out, 17, udp, 8 + payload);
    return total;
}

size_t answer_echo(uint8_t *out, const uint8_t *packet, size_t length) {
    const uint8_t *asked = payload_of(packet);
    size_t payload = length - (asked - packet);
    payload = payload < 548 ? payload : 548;
    uint8_t *icmp = out + 20;
    memcpy(icmp, asked, payload);
    write32(icmp, 0);
    write16(icmp + 2, folded(sum(icmp, payload, 0)));
    return ip(out, read32(packet + 16), read32(packet + 12), 1, payload);
}
