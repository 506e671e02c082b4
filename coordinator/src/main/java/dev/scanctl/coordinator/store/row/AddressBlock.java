package dev.scanctl.coordinator.store.row;

import dev.scanctl.wire.Address;

/** Aligned blocks of addresses that rows stay within, so that those that hold an address are near it. */
public final class AddressBlock {
    /** Addresses of a block. */
    public static final int SIZE = 256;

    private AddressBlock() {}

    /** The first address of the block that holds one. */
    public static Address of(Address address) {
        return new Address(address.v6(), address.high(), address.low() & -SIZE);
    }
}
