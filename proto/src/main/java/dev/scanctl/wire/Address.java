package dev.scanctl.wire;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;

/**
 * An IPv4 or IPv6 address as an unsigned 128-bit number with a family; IPv4 in the lowest 32 bits.
 * Ordered by family (IPv4 first), then by number. Zones are not part of an address.
 */
public record Address(boolean v6, long high, long low) implements Comparable<Address> {

    public Address {
        if (!v6 && (high != 0 || low >>> 32 != 0)) {
            throw new IllegalArgumentException("an IPv4 address has 32 bits");
        }
    }

    /** The IPv4 address with these 32 bits, highest first. */
    public static Address v4(int bits) {
        return new Address(false, 0, Integer.toUnsignedLong(bits));
    }

    /** From 4 or 16 bytes in network order; any other length is an {@link IllegalArgumentException}. */
    public static Address of(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        return switch (bytes.length) {
            case 4 -> v4(buffer.getInt());
            case 16 -> new Address(true, buffer.getLong(), buffer.getLong());
            default -> throw new IllegalArgumentException("an address has 4 or 16 bytes, not " + bytes.length);
        };
    }

    /**
     * From numeric text: dotted quad or RFC 4291 text, no zone, no brackets, no name look-up.
     * An IPv4-mapped IPv6 address becomes IPv4. Anything else is an {@link IllegalArgumentException}.
     */
    public static Address parse(String text) {
        try {
            if (text.indexOf(':') < 0) {
                return v4(parseDottedQuad(text));
            }
            if (text.indexOf('%') >= 0 || text.indexOf('[') >= 0) {
                throw new IllegalArgumentException("not an address: " + text);
            }
            return of(InetAddress.ofLiteral(text).getAddress());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("not an address: " + text, e);
        }
    }

    private static int parseDottedQuad(String text) {
        String[] parts = text.split("\\.", -1);
        if (parts.length != 4) {
            throw new IllegalArgumentException("four numbers expected");
        }
        int bits = 0;
        for (String part : parts) {
            bits = bits << 8 | parseOctet(part);
        }
        return bits;
    }

    private static int parseOctet(String part) {
        boolean decimal = !part.isEmpty() && part.length() <= 3 && part.chars().allMatch(c -> c >= '0' && c <= '9');
        if (!decimal || (part.length() > 1 && part.charAt(0) == '0') || Integer.parseInt(part) > 255) {
            throw new IllegalArgumentException("not a number from 0 to 255: " + part);
        }
        return Integer.parseInt(part);
    }

    /** Whether it is one of fe80::/10, which says nothing without a zone. */
    public boolean isLinkLocal() {
        return v6 && high >>> 54 == 0xfe80 >>> 6;
    }

    /** Number of bits: 32 or 128. */
    public int bits() {
        return v6 ? 128 : 32;
    }

    /** 4 or 16 bytes in network order. */
    public byte[] toBytes() {
        return v6
                ? ByteBuffer.allocate(16).putLong(high).putLong(low).array()
                : ByteBuffer.allocate(4).putInt((int) low).array();
    }

    public InetAddress toInetAddress() {
        try {
            return v6 ? Inet6Address.getByAddress(null, toBytes(), -1) : InetAddress.getByAddress(toBytes());
        } catch (UnknownHostException e) {
            throw new IllegalStateException("4 or 16 bytes are always an address", e);
        }
    }

    /** The address {@code n} further on, n ≥ 0; beyond the family's last it is an {@link ArithmeticException}. */
    public Address plus(long n) {
        long sum = low + n;
        long carry = Long.compareUnsigned(sum, low) < 0 ? 1 : 0;
        if (!v6 && (sum >>> 32 != 0) || v6 && high + carry == 0 && carry == 1) {
            throw new ArithmeticException(this + " + " + n + " is beyond the last address");
        }
        return new Address(v6, high + carry, sum);
    }

    /** The address one before; before the first it is an {@link ArithmeticException}. */
    public Address previous() {
        if (high == 0 && low == 0) {
            throw new ArithmeticException("there is no address before " + this);
        }
        return new Address(v6, low == 0 ? high - 1 : high, low - 1);
    }

    /** How far this address is above a lower one of its family; {@link Long#MAX_VALUE} for that much or more. */
    public long minus(Address lower) {
        long lowDifference = low - lower.low;
        long borrow = Long.compareUnsigned(low, lower.low) < 0 ? 1 : 0;
        boolean small = high - lower.high - borrow == 0 && lowDifference >= 0;
        return small ? lowDifference : Long.MAX_VALUE;
    }

    @Override
    public int compareTo(Address other) {
        if (v6 != other.v6) {
            return v6 ? 1 : -1;
        }
        int byHigh = Long.compareUnsigned(high, other.high);
        return byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.low);
    }

    /** Dotted quad, or RFC 5952 text. */
    @Override
    public String toString() {
        return v6
                ? Ipv6Text.of(high, low)
                : (low >>> 24) + "." + (low >>> 16 & 255) + "." + (low >>> 8 & 255) + "." + (low & 255);
    }
}
