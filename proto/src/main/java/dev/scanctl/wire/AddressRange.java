package dev.scanctl.wire;

/** An inclusive range of addresses of one family. */
public record AddressRange(Address first, Address last) {

    public AddressRange {
        if (first.v6() != last.v6() || first.compareTo(last) > 0) {
            throw new IllegalArgumentException("not a range: " + first + " to " + last);
        }
    }

    /** The range of one address. */
    public static AddressRange of(Address only) {
        return new AddressRange(only, only);
    }

    /**
     * The addresses that share the first {@code prefixLength} bits of an address, whose other bits are ignored.
     *
     * @param prefixLength 0 to 32 or 128, else {@link IllegalArgumentException}
     */
    public static AddressRange ofPrefix(Address address, int prefixLength) {
        if (prefixLength < 0 || prefixLength > address.bits()) {
            throw new IllegalArgumentException("a prefix length is 0 to " + address.bits() + ", not " + prefixLength);
        }
        int hostBits = address.bits() - prefixLength;
        long lowMask = hostBits >= 64 ? -1L : (1L << hostBits) - 1;
        long highMask = hostBits <= 64 ? 0 : hostBits == 128 ? -1L : (1L << hostBits - 64) - 1;
        long familyMask = address.v6() ? -1L : 0xffff_ffffL;
        Address first = new Address(address.v6(), address.high() & ~highMask, address.low() & ~lowMask);
        Address last =
                new Address(address.v6(), address.high() | highMask, (address.low() | lowMask) & familyMask);
        return new AddressRange(first, last);
    }

    /** Number of addresses; {@link Long#MAX_VALUE} for that many or more. */
    public long size() {
        long distance = last.minus(first);
        return distance == Long.MAX_VALUE ? distance : distance + 1;
    }

    public boolean contains(Address address) {
        return first.compareTo(address) <= 0 && address.compareTo(last) <= 0;
    }

    /** {@code first} alone where the range has one address, else {@code first-last}. */
    @Override
    public String toString() {
        return first.equals(last) ? first.toString() : first + "-" + last;
    }
}
