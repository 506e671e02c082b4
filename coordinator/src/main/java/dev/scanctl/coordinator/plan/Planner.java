package dev.scanctl.coordinator.plan;

import dev.scanctl.coordinator.grammar.BadInput;
import dev.scanctl.coordinator.grammar.NameResolver;
import dev.scanctl.coordinator.grammar.PortParser;
import dev.scanctl.coordinator.grammar.Ports;
import dev.scanctl.coordinator.grammar.TargetParser;
import dev.scanctl.coordinator.grammar.Targets;
import dev.scanctl.coordinator.grammar.TopPorts;
import dev.scanctl.proto.v1.Profile;
import dev.scanctl.proto.v1.ScanSpec;
import dev.scanctl.wire.AddressSet;
import dev.scanctl.wire.PortSet;
import java.security.SecureRandom;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/** Turns what an operator asked for into a plan, or refuses it in one sentence. Safe on any thread; may wait for names. */
public final class Planner {
    /** Most separate ranges of targets, so that a preview that lists them stays below 4 MiB. */
    static final int MAX_RANGES = 65_535;

    private final TargetParser parser;
    private final LongSupplier seeds;

    /** Resolves names as the machine does, and hands units out in an order nobody can foresee. */
    public Planner() {
        this(NameResolver.SYSTEM, new SecureRandom()::nextLong);
    }

    /**
     * @param seeds of the order in which a plan's units are handed out, one for each plan
     */
    public Planner(NameResolver names, LongSupplier seeds) {
        this.parser = new TargetParser(names);
        this.seeds = seeds;
    }

    /**
     * Plans a scan.
     *
     * @throws BadInput if the targets or ports are malformed, leave nothing to probe, or are too many
     */
    public PlannedScan plan(ScanSpec spec) {
        Ports asked = ports(spec);
        Ports leftOut = leftOut(spec, asked);
        Targets targets = parser.parse(spec.getTargetsList());
        if (targets.addresses().isEmpty()) {
            throw new BadInput("no target was given");
        }
        Targets exclusions = parser.parse(spec.getExclusionsList());
        Space space = Space.of(targets, exclusions, spec.getSettings().getZone());
        Plan plan = plan(
                space.addresses(),
                DelicatePorts.without(asked, leftOut),
                UnitShape.of(spec.getSettings().getProfile(), spec.getRatePps()),
                !spec.getSkipDiscovery() && space.addresses().size() > 1);
        return new PlannedScan(
                plan,
                targets.addresses(),
                exclusions.addresses(),
                space.excluded(),
                space.names(),
                space.zone(),
                leftOut,
                warnings(space, leftOut));
    }

    private static List<String> warnings(Space space, Ports leftOut) {
        Stream<String> ofPorts = leftOut.isEmpty() ? Stream.empty() : Stream.of(DelicatePorts.sentence(leftOut));
        return Stream.concat(space.warnings().stream(), ofPorts).toList();
    }

    /** @param discovery a single address is probed without looking for its host first */
    private Plan plan(AddressSet addresses, Ports ports, UnitShape shape, boolean discovery) {
        if (addresses.ranges().size() > MAX_RANGES) {
            throw new BadInput("the targets are " + addresses.ranges().size() + " separate ranges and a scan takes "
                    + MAX_RANGES + "; split it into several scans");
        }
        if (Plan.probes(addresses, ports.tcp(), ports.udp()) > Plan.MAX_PROBES) {
            throw new BadInput("the scan would send more than 2^48 probes from each segment;"
                    + " name smaller networks or fewer ports");
        }
        return Plan.of(addresses, ports.tcp(), ports.udp(), shape, discovery, seeds.getAsLong());
    }

    private static Ports ports(ScanSpec spec) {
        boolean typed = !spec.getPorts().isBlank();
        if (typed && spec.getTopPorts() != 0) {
            throw new BadInput("ports and a number of top ports cannot both be given");
        }
        Ports ports = typed ? PortParser.parse(spec.getPorts()) : top(spec.getTopPorts());
        Ports left = ports.minus(PortParser.parseExclusions(spec.getExcludePorts()));
        if (left.isEmpty()) {
            throw new BadInput("the excluded ports leave no port to probe");
        }
        return left;
    }

    private static Ports leftOut(ScanSpec spec, Ports asked) {
        boolean fragile = spec.getSettings().getProfile() == Profile.PROFILE_FRAGILE;
        return fragile ? DelicatePorts.among(asked, PortParser.parseNamed(spec.getPorts())) : Ports.NONE;
    }

    /** Zero stands for the default, which is all that are ranked. A number above 2³¹ − 1 arrives as a negative one. */
    private static Ports top(int count) {
        if (count < 0 || count > TopPorts.TCP_COUNT) {
            throw new BadInput("the top ports are 1 to " + TopPorts.TCP_COUNT + ", not " + Integer.toUnsignedString(count));
        }
        return new Ports(TopPorts.tcp(count == 0 ? TopPorts.TCP_COUNT : count), PortSet.EMPTY);
    }
}
