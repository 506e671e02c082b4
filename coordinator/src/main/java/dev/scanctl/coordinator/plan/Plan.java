package dev.scanctl.coordinator.plan;

import dev.scanctl.wire.Address;
import dev.scanctl.wire.AddressRange;
import dev.scanctl.wire.AddressSet;
import dev.scanctl.wire.Permutation;
import dev.scanctl.wire.PortSet;
import dev.scanctl.wire.Protocol;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * What every segment of a scan probes, and how that is cut into units: arithmetic, not rows.
 *
 * <p>There is a {@link Section} for each protocol and address family. Units are numbered from 0, section by section,
 * and every (address, protocol, port) is in exactly one of them. Where hosts are to be discovered first, the units that do
 * so are numbered behind all of these, and handed out before them ({@link Sweep}). Space and time depend on the number of ranges, never on
 * the number of addresses or units. Immutable.
 */
public final class Plan {
    /** Most probes of a plan. */
    public static final long MAX_PROBES = 1L << 48;
    /** A small plan is cut so that this many units can go to several agents, */
    private static final int FEWEST_UNITS = 16;
    /** but into units no smaller than this, in probes. */
    private static final int WORTH_A_LEASE = 1_024;

    private final List<Section> sections;
    private final Sweeps sweeps;
    private final long seed;
    /** Of the port units. */
    private final Permutation order;
    private final AddressSet addresses;

    Plan(List<Section> sections, Sweeps sweeps, long seed) {
        long probes = sections.stream().mapToLong(s -> probes(s.addresses(), s.ports())).reduce(0, Plan::add);
        if (probes == 0 || probes > MAX_PROBES) {
            throw new IllegalArgumentException("a plan has 1 to 2^48 probes, not " + probes);
        }
        this.sections = List.copyOf(sections);
        this.sweeps = sweeps;
        this.seed = seed;
        this.order = new Permutation(seed, unitsBefore(sections.size()));
        this.addresses = this.sections.stream().map(Section::addresses).reduce(AddressSet.EMPTY, AddressSet::union);
    }

    /** The plan of every target address with every port, none of them looked for before. */
    public static Plan of(AddressSet targets, PortSet tcp, PortSet udp, UnitShape shape, long seed) {
        return of(targets, tcp, udp, shape, false, seed);
    }

    /**
     * The plan of every target address with every port.
     *
     * @param discovery whether it is found out first which addresses have a live host
     * @param seed of the order in which units are handed out
     * @throws IllegalArgumentException if there is nothing to probe, or more than {@link #MAX_PROBES}
     */
    public static Plan of(
            AddressSet targets, PortSet tcp, PortSet udp, UnitShape shape, boolean discovery, long seed) {
        long probes = probes(targets, tcp, udp);
        if (probes > MAX_PROBES) {
            throw new IllegalArgumentException("a plan has at most 2^48 probes");
        }
        long share = Section.ceilingDivide(probes, FEWEST_UNITS);
        UnitShape fitted = shape.atMost(Math.clamp(share, WORTH_A_LEASE, PlannedUnit.MAX_PROBES));
        List<Section> sections = new ArrayList<>();
        SectionSpace.of(targets, tcp, udp)
                .forEach(space -> sections.add(
                        Cut.section(space.protocol(), space.addresses(), space.ports(), fitted, discovery)));
        return new Plan(sections, discovery ? Sweeps.of(targets, shape) : Sweeps.NONE, seed);
    }

    /** Probes that a plan of these would have; {@link Long#MAX_VALUE} for that many or more. */
    public static long probes(AddressSet targets, PortSet tcp, PortSet udp) {
        return add(probes(targets, tcp), probes(targets, udp));
    }

    private static long probes(AddressSet addresses, PortSet ports) {
        boolean countable = ports.isEmpty() || addresses.size() <= Long.MAX_VALUE / ports.size();
        return countable ? addresses.size() * ports.size() : Long.MAX_VALUE;
    }

    private static long add(long a, long b) {
        return a + b < 0 ? Long.MAX_VALUE : a + b;
    }

    /** Number of units, those of host discovery among them. */
    public long unitCount() {
        return portUnits() + discoveryUnits();
    }

    private long portUnits() {
        return order.size();
    }

    /** Number of units that look for live hosts; 0: none does. */
    public long discoveryUnits() {
        return sweeps.units();
    }

    /** Whether it is found out first which addresses have a live host. */
    public boolean discovers() {
        return !sweeps.isEmpty();
    }

    /** Whether the unit with this number looks for live hosts. */
    public boolean isDiscovery(long number) {
        return number >= portUnits();
    }

    /** Number of (address, protocol, port) triples, 1 to {@link #MAX_PROBES}. */
    public long probeCount() {
        return sections.stream().mapToLong(Section::probes).sum();
    }

    /** The unit with this number, 0 ≤ number &lt; unit count, else {@link IndexOutOfBoundsException}. */
    public PlannedUnit unit(long number) {
        if (isDiscovery(number)) {
            return new PlannedUnit(number, Protocol.TCP, sweeps.unit(number - portUnits()), PortSet.EMPTY);
        }
        int section = sectionOf(number);
        return sections.get(section).unit(number - unitsBefore(section), number);
    }

    /** The protocol of the ports of the unit with this number; TCP for one that looks for live hosts. */
    public Protocol protocolOf(long number) {
        return isDiscovery(number) ? Protocol.TCP : sections.get(sectionOf(number)).protocol();
    }

    /** How many ports each host of a unit has; 0 for one that looks for live hosts. */
    public int portsOf(long number) {
        if (isDiscovery(number)) {
            return 0;
        }
        int section = sectionOf(number);
        return sections.get(section).portsOf(number - unitsBefore(section));
    }

    /** How many addresses a unit of ports has. */
    public long hostsOf(long portUnit) {
        int section = sectionOf(portUnit);
        Section found = sections.get(section);
        long inSection = portUnit - unitsBefore(section);
        return found.lastRow(inSection) - found.firstRow(inSection);
    }

    private int sectionOf(long number) {
        long inSection = number;
        for (int i = 0; i < sections.size(); i++) {
            if (inSection >= 0 && inSection < sections.get(i).units()) {
                return i;
            }
            inSection -= sections.get(i).units();
        }
        throw new IndexOutOfBoundsException("unit " + number + " of " + unitCount());
    }

    /** The units that look for the hosts of a port unit; empty if none does. */
    public Optional<UnitStretch> discoveryOf(long unit) {
        return span(unit).map(HostSpan::units);
    }

    /** Empty for a unit that waits for no discovery. */
    Optional<HostSpan> span(long unit) {
        if (sweeps.isEmpty() || isDiscovery(unit)) {
            return Optional.empty();
        }
        int i = sectionOf(unit);
        Section section = sections.get(i);
        long inSection = unit - unitsBefore(i);
        boolean v6 = section.addresses().at(0).v6();
        return Optional.of(
                sweeps.span(v6, portUnits(), section.firstRow(inSection), section.lastRow(inSection)));
    }

    /** The number of the unit handed out at a position, 0 ≤ position &lt; unit count: discovery first. */
    public long unitAt(long position) {
        long first = discoveryUnits();
        return position < first ? portUnits() + position : order.at(position - first);
    }

    /** The position at which a unit is handed out for the first time. */
    public long positionOf(long unit) {
        return isDiscovery(unit) ? unit - portUnits() : discoveryUnits() + order.positionOf(unit);
    }

    /** The number of the unit that probes a port of an address, or −1 if that is not planned. */
    public long unitOf(Address address, Protocol protocol, int port) {
        for (int i = 0; i < sections.size(); i++) {
            Section section = sections.get(i);
            long found = section.protocol() == protocol ? section.unitOf(address, port) : -1;
            if (found >= 0) {
                return unitsBefore(i) + found;
            }
        }
        return -1;
    }

    /** The numbers of all units that probe an address, ascending. */
    public LongStream unitsOf(Address address) {
        return unitsTouching(AddressSet.of(AddressRange.of(address)));
    }

    /** The numbers of all units that probe one of the addresses or more, ascending, each once; made as they are read. */
    public LongStream unitsTouching(AddressSet addresses) {
        return IntStream.range(0, sections.size()).boxed().flatMapToLong(i -> {
            long before = unitsBefore(i);
            return sections.get(i).unitsTouching(addresses).map(unit -> before + unit);
        });
    }

    /** All units that probe an address from this one on, a stretch for each protocol and family that has some. */
    public List<UnitStretch> unitsFrom(Address address) {
        List<UnitStretch> stretches = new ArrayList<>();
        for (int i = 0; i < sections.size(); i++) {
            long first = sections.get(i).firstUnitFrom(address);
            if (first >= 0) {
                stretches.add(new UnitStretch(unitsBefore(i) + first, unitsBefore(i + 1)));
            }
        }
        return stretches;
    }

    /** All addresses that are probed, of both families. */
    public AddressSet addresses() {
        return addresses;
    }

    /** The ports that are probed by a protocol; empty if it is not used. */
    public PortSet ports(Protocol protocol) {
        return sections.stream()
                .filter(section -> section.protocol() == protocol)
                .map(Section::ports)
                .findFirst()
                .orElse(PortSet.EMPTY);
    }

    /** Compact bytes from which {@link #decode} makes an equal plan, whatever later versions cut differently. */
    public byte[] encode() {
        return PlanCodec.encode(this);
    }

    /**
     * Reads what {@link #encode} wrote.
     *
     * @throws IllegalArgumentException if the bytes are damaged or from a newer version; the message says which
     */
    public static Plan decode(byte[] encoded) {
        return PlanCodec.decode(encoded);
    }

    List<Section> sections() {
        return sections;
    }

    Sweeps sweeps() {
        return sweeps;
    }

    long seed() {
        return seed;
    }

    private long unitsBefore(int section) {
        return sections.subList(0, section).stream().mapToLong(Section::units).sum();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Plan plan
                && seed == plan.seed
                && sections.equals(plan.sections)
                && sweeps.equals(plan.sweeps);
    }

    @Override
    public int hashCode() {
        return sections.hashCode();
    }

    @Override
    public String toString() {
        return probeCount() + " probes in " + unitCount() + " units";
    }
}
