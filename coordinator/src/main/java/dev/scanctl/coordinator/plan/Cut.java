package dev.scanctl.coordinator.plan;

import dev.scanctl.wire.AddressRange;
import dev.scanctl.wire.AddressSet;
import dev.scanctl.wire.PortRange;
import dev.scanctl.wire.PortSet;
import dev.scanctl.wire.Protocol;

/** How a section is cut: as many ports a unit as the shape allows, in even blocks, then as many addresses as fit. */
final class Cut {
    /** A grant travels in a control message of 64 KiB: 1,024 IPv6 ranges take 38 bytes each. */
    static final int MAX_ADDRESS_RANGES = 1_024;
    /** 1,024 port ranges take at most 10 bytes each in the same message. */
    static final int MAX_PORT_RANGES = 1_024;

    private Cut() {}

    /** With discovery a grant names a unit's addresses and beside them the live ones: */
    private static final int MAX_RANGES_BESIDE_LIVE = 512;
    /** of so many hosts, at worst every other one is live, in as many ranges. */
    private static final int MAX_HOSTS_BESIDE_LIVE = 1_024;

    /** @param discovery whether units of host discovery go before the section's */
    static Section section(
            Protocol protocol, AddressSet addresses, PortSet ports, UnitShape shape, boolean discovery) {
        int probes = protocol == Protocol.TCP ? shape.tcpProbes() : shape.udpProbes();
        int mostPorts = protocol == Protocol.TCP ? shape.tcpPorts() : shape.udpPorts();
        int columns = columns(ports, Math.min(mostPorts, probes));
        int rows = (int) Math.min(addresses.size(), Math.max(1, probes / columns));
        int hosts = discovery ? Math.min(rows, MAX_HOSTS_BESIDE_LIVE) : rows;
        int mostRanges = discovery ? MAX_RANGES_BESIDE_LIVE : MAX_ADDRESS_RANGES;
        return new Section(protocol, addresses, ports, narrowed(addresses, hosts, mostRanges), columns);
    }

    private static int columns(PortSet ports, int most) {
        int columns = even(ports.size(), most);
        while (mostPortRanges(ports, columns) > MAX_PORT_RANGES) {
            columns = even(ports.size(), columns / 2);
        }
        return columns;
    }

    /** The block size that gives the fewest blocks of at most {@code most}, all of them about as large. */
    private static int even(int size, int most) {
        long blocks = Section.ceilingDivide(size, Math.min(size, most));
        return (int) Section.ceilingDivide(size, blocks);
    }

    static int narrowed(AddressSet addresses, int most, int mostRanges) {
        int rows = most;
        while (mostAddressRanges(addresses, rows) > mostRanges) {
            rows /= 2;
        }
        return rows;
    }

    private static int mostAddressRanges(AddressSet addresses, int rows) {
        Fullest fullest = new Fullest(rows);
        addresses.ranges().stream().mapToLong(AddressRange::size).forEach(fullest::add);
        return fullest.most;
    }

    private static int mostPortRanges(PortSet ports, int columns) {
        Fullest fullest = new Fullest(columns);
        ports.ranges().stream().mapToLong(PortRange::size).forEach(fullest::add);
        return fullest.most;
    }

    /** Counts how many ranges reach into the fullest block of ranks. Used by one thread. */
    private static final class Fullest {
        private final long blockSize;
        private long rank;
        private long block = -1;
        private int inBlock;
        private int most;

        Fullest(long blockSize) {
            this.blockSize = blockSize;
        }

        void add(long size) {
            long first = rank / blockSize;
            rank += size;
            long last = (rank - 1) / blockSize;
            inBlock = first == block ? inBlock + 1 : 1;
            most = Math.max(most, inBlock);
            inBlock = first == last ? inBlock : 1;
            block = last;
        }
    }
}
