package dev.scanctl.coordinator.plan;

import dev.scanctl.wire.Address;
import dev.scanctl.wire.AddressRange;
import dev.scanctl.wire.AddressSet;
import dev.scanctl.wire.PortSet;
import dev.scanctl.wire.Protocol;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/**
 * The part of a plan that has one protocol and one address family: a table with a row for each address and a column for
 * each port, both by rank, cut into equal rectangles. Rectangles are numbered row by row; the last of a row or column
 * may be smaller.
 *
 * @param hosts addresses of a rectangle, from 1
 * @param portsPerUnit ports of a rectangle, from 1
 */
record Section(Protocol protocol, AddressSet addresses, PortSet ports, int hosts, int portsPerUnit) {

    Section {
        if (addresses.isEmpty() || ports.isEmpty() || hosts < 1 || portsPerUnit < 1) {
            throw new IllegalArgumentException("a section has addresses and ports");
        }
        if ((long) hosts * portsPerUnit > PlannedUnit.MAX_PROBES) {
            throw new IllegalArgumentException("a unit of " + hosts + " hosts × " + portsPerUnit + " ports is too large");
        }
    }

    long probes() {
        return addresses.size() * ports.size();
    }

    long units() {
        return hostBlocks() * portBlocks();
    }

    private long hostBlocks() {
        return ceilingDivide(addresses.size(), hosts);
    }

    private long portBlocks() {
        return ceilingDivide(ports.size(), portsPerUnit);
    }

    /** The rectangle with this number in the section, as a unit with that number in the plan. */
    PlannedUnit unit(long inSection, long inPlan) {
        long firstHost = firstRow(inSection);
        int firstPort = (int) (inSection % portBlocks()) * portsPerUnit;
        PortSet columns = portBlocks() == 1 ? ports : ports.slice(firstPort, firstPort + portsPerUnit);
        return new PlannedUnit(inPlan, protocol, addresses.slice(firstHost, firstHost + hosts), columns);
    }

    /** Rank of the first address of a rectangle. */
    long firstRow(long inSection) {
        return inSection / portBlocks() * hosts;
    }

    /** Rank behind the last address of a rectangle. */
    long lastRow(long inSection) {
        return Math.min(addresses.size(), firstRow(inSection) + hosts);
    }

    /** Number of ports of a rectangle. */
    int portsOf(long inSection) {
        int firstPort = (int) (inSection % portBlocks()) * portsPerUnit;
        return Math.min(ports.size(), firstPort + portsPerUnit) - firstPort;
    }

    /** The number in the section of the rectangle that holds an address and port, or −1. */
    long unitOf(Address address, int port) {
        long row = addresses.rankOf(address);
        int column = ports.rankOf(port);
        return row < 0 || column < 0 ? -1 : row / hosts * portBlocks() + column / portsPerUnit;
    }

    /** The numbers in the section of every rectangle that holds one of the addresses, ascending, each once. */
    LongStream unitsTouching(AddressSet some) {
        List<long[]> blocks = new ArrayList<>();
        long next = 0;
        for (AddressRange range : addresses.intersect(some).ranges()) {
            long first = Math.max(next, addresses.rankOf(range.first()) / hosts);
            next = addresses.rankOf(range.last()) / hosts + 1;
            blocks.add(new long[] {first * portBlocks(), next * portBlocks()});
        }
        return blocks.stream().flatMapToLong(block -> LongStream.range(block[0], block[1]));
    }

    /** The number in the section of the first rectangle with an address from this one on, or −1. */
    long firstUnitFrom(Address address) {
        long rank = addresses.ranksBelow(address);
        return rank >= addresses.size() ? -1 : rank / hosts * portBlocks();
    }

    static long ceilingDivide(long a, long b) {
        return a / b + (a % b == 0 ? 0 : 1);
    }
}
