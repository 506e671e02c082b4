package dev.scanctl.cli.view;

import static dev.scanctl.cli.output.Column.machine;

import dev.scanctl.cli.output.Column;
import dev.scanctl.cli.output.Console;
import dev.scanctl.cli.output.Format;
import dev.scanctl.cli.output.One;
import dev.scanctl.cli.output.Shown;
import dev.scanctl.cli.output.Words;
import dev.scanctl.proto.v1.AddressRange;
import dev.scanctl.proto.v1.PlanSummary;
import dev.scanctl.proto.v1.PortRange;
import dev.scanctl.proto.v1.ResolvedName;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/** What a scan would do. */
public final class PlanText {
    /** Ranges shown before the rest is only counted; all of them stand in machine formats. */
    private static final int SHOWN = 20;

    private PlanText() {}

    public static void print(Console console, Format format, PlanSummary plan) {
        if (format.forPeople()) {
            forPeople(console, plan);
            return;
        }
        One.print(console, format, columns(), plan);
    }

    private static void forPeople(Console console, PlanSummary plan) {
        console.dataLine("Targets:     " + Words.count(plan.getAddresses(), "address").replace("addresss", "addresses"));
        plan.getTargetsList().stream().limit(SHOWN).forEach(r -> console.dataLine("             " + Shown.range(r)));
        more(console, plan.getTargetsCount());
        plan.getNamesList().forEach(n -> console.dataLine("             " + name(n)));
        console.dataLine("Exclusions:  " + (plan.getExclusionsCount() == 0 ? "none"
                : Words.count(plan.getExcludedAddresses()) + " of the addresses named are left out"));
        plan.getExclusionsList().stream().limit(SHOWN).forEach(r -> console.dataLine("             " + Shown.range(r)));
        more(console, plan.getExclusionsCount());
        console.dataLine("Ports:       " + ports(plan));
        if (!leftOut(plan).isEmpty()) {
            console.dataLine("Left out:    " + leftOut(plan));
        }
        if (plan.getDiscoveryUnits() > 0) {
            console.dataLine("Live hosts:  looked for first; -Pn probes every address");
        }
        console.dataLine("From:        " + String.join(", ", plan.getSegmentNamesList()));
        console.dataLine("Probes:      " + Words.count(plan.getProbes())
                + (plan.getSegments() > 1 ? " from each of " + plan.getSegments() + " segments" : "")
                + ", in " + Words.count(plan.getUnits(), "unit"));
        console.dataLine("Takes about: " + (plan.getExpectedMs() == 0 ? "cannot be told"
                : Words.duration(Duration.ofMillis(plan.getExpectedMs()))));
        console.flush();
    }

    private static void more(Console console, int count) {
        if (count > SHOWN) {
            console.dataLine("             and " + Words.count(count - SHOWN, "more range"));
        }
    }

    private static String ports(PlanSummary plan) {
        String tcp = plan.getTcpPorts() == 0 ? "" : Words.count(plan.getTcpPorts()) + " TCP";
        String udp = plan.getUdpPorts() == 0 ? "" : Words.count(plan.getUdpPorts()) + " UDP";
        return tcp + (tcp.isEmpty() || udp.isEmpty() ? "" : ", ") + udp;
    }

    /** Ports of printers and control systems, which the profile does not probe unless they are named; empty: none. */
    static String leftOut(PlanSummary plan) {
        String tcp = String.join(",", portRanges(plan.getLeftOutTcpList()));
        String udp = String.join(",", portRanges(plan.getLeftOutUdpList()));
        return tcp.isEmpty() && udp.isEmpty()
                ? ""
                : (tcp.isEmpty() ? "" : "T:" + tcp) + (tcp.isEmpty() || udp.isEmpty() ? "" : ",")
                        + (udp.isEmpty() ? "" : "U:" + udp) + " of printers and control systems, which nobody named";
    }

    private static String name(ResolvedName name) {
        return name.getName() + " = " + String.join(", ", name.getAddressesList());
    }

    private static List<Column<PlanSummary>> columns() {
        return List.of(
                machine("addresses", PlanSummary::getAddresses),
                machine("excluded_addresses", PlanSummary::getExcludedAddresses),
                machine("tcp_ports", p -> (long) p.getTcpPorts()),
                machine("udp_ports", p -> (long) p.getUdpPorts()),
                machine("segments", PlanSummary::getSegmentNamesList),
                machine("probes_per_segment", PlanSummary::getProbes),
                machine("units_per_segment", PlanSummary::getUnits),
                machine("discovery_units", PlanSummary::getDiscoveryUnits),
                machine("expected_ms", p -> Shown.nonZero(p.getExpectedMs())),
                machine("targets", p -> ranges(p.getTargetsList())),
                machine("exclusions", p -> ranges(p.getExclusionsList())),
                machine("tcp", p -> portRanges(p.getTcpList())),
                machine("udp", p -> portRanges(p.getUdpList())),
                machine("left_out_tcp", p -> portRanges(p.getLeftOutTcpList())),
                machine("left_out_udp", p -> portRanges(p.getLeftOutUdpList())),
                machine("names", p -> p.getNamesList().stream().map(PlanText::name).toList()),
                machine("warnings", PlanSummary::getWarningsList));
    }

    private static List<String> ranges(List<AddressRange> ranges) {
        return ranges.stream().map(Shown::range).toList();
    }

    static List<String> portRanges(List<PortRange> ranges) {
        return ranges.stream()
                .map(r -> r.getFirst() == r.getLast() ? "" + r.getFirst() : r.getFirst() + "-" + r.getLast())
                .collect(Collectors.toList());
    }
}
