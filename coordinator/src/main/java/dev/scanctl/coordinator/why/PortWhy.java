package dev.scanctl.coordinator.why;

import dev.scanctl.coordinator.grammar.BadInput;
import dev.scanctl.coordinator.grammar.NameResolver;
import dev.scanctl.coordinator.grammar.TargetFilter;
import dev.scanctl.coordinator.query.PortQuery.FromSegment;
import dev.scanctl.coordinator.query.PortQuery.Told;
import dev.scanctl.coordinator.query.PortQuery;
import dev.scanctl.coordinator.scan.ScanViews;
import dev.scanctl.coordinator.store.Store;
import dev.scanctl.coordinator.store.row.AgentRow;
import dev.scanctl.coordinator.store.row.UnitRow;
import dev.scanctl.coordinator.store.row.UnitState;
import dev.scanctl.proto.v1.ScanState;
import dev.scanctl.proto.v1.SourceText;
import dev.scanctl.wire.Address;
import dev.scanctl.wire.Outcome;
import dev.scanctl.wire.PortSet;
import dev.scanctl.wire.Protocol;
import dev.scanctl.wire.Reason;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is known of a port from each segment, and why it is no more. */
final class PortWhy {
    private final Store store;
    private final ScanViews views;
    private final PortQuery ports;
    private final Findings findings = new Findings();

    PortWhy(Store store, ScanViews views, PortQuery ports) {
        this.store = store;
        this.views = views;
        this.ports = ports;
    }

    Findings explain(String what, NameResolver names) {
        boolean tcp = what.endsWith("/tcp");
        boolean udp = what.endsWith("/udp");
        String place = tcp || udp ? what.substring(0, what.length() - "/tcp".length()) : what;
        TargetFilter target = TargetFilter.parse(SourceText.newBuilder().setText(place).build(), names);
        PortSet ports = target.ports().tcp().union(target.ports().udp());
        if (target.targets().addresses().size() != 1 || ports.size() != 1) {
            throw new BadInput("'" + what + "' is not one address with one port, such as 10.0.0.1:443 or 10.0.0.1:53/udp");
        }
        Address address = target.targets().addresses().at(0);
        if (!udp) {
            explain(address, Protocol.TCP, ports.at(0), true);
        }
        if (!tcp) {
            // Where no protocol was typed, UDP was meant only if some scan has it.
            explain(address, Protocol.UDP, ports.at(0), udp);
        }
        if (findings.isEmpty()) {
            findings.add("", 0, "No agent has ever named a segment, so nobody has looked.", "start an agent");
        }
        return findings;
    }

    private void explain(Address address, Protocol protocol, int port, boolean alsoWhereNobodyLooked) {
        String what = address + " " + port + "/" + protocol.label();
        for (FromSegment from : ports.of(address, protocol, port)) {
            if (!from.scans().isEmpty()) {
                from.scans().forEach(told -> tell(what, from, told));
            } else if (alsoWhereNobodyLooked) {
                String why = from.address()
                        ? "Scans from here cover the address, but not port " + port + "/" + protocol.label() + "."
                        : "No scan from here covers " + address + ".";
                String letter = protocol == Protocol.UDP ? "U:" : "";
                findings.add(from.segment().name(), 0, why,
                        "'scanctl submit " + address + " -p " + letter + port + " --from " + from.segment().name() + "'");
            }
        }
    }

    private void tell(String what, FromSegment from, Told told) {
        Outcome outcome = told.outcome();
        String segment = from.segment().name();
        if (outcome == null) {
            findings.add(segment, told.scanId(), what + ": " + pending(from, told), pendingAdvice(told));
        } else if (outcome.state().observed()) {
            findings.add(segment, told.scanId(), what + " was observed " + outcome.state().label() + " ("
                    + outcome.reason().label() + ") at " + at(told) + by(told) + ". " + outcome.reason().sentence(), "");
        } else {
            findings.add(segment, told.scanId(), what + " is " + outcome.state().label() + " since " + at(told) + ". "
                    + outcome.reason().sentence() + detail(told.unit()), Advice.on(outcome.reason(), told.scanId()));
        }
    }

    private static String at(Told told) {
        return Instant.ofEpochMilli(told.observedMs()).truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private static String by(Told told) {
        return told.method() == null ? "" : " by " + told.method().label();
    }

    private static String detail(@Nullable UnitRow unit) {
        return unit == null || unit.detail().isEmpty() ? "" : " " + unit.detail();
    }

    private String pending(FromSegment from, Told told) {
        UnitRow unit = told.unit();
        if (unit != null && unit.state() == UnitState.LEASED) {
            return "agent " + agent(unit) + " has it in hand.";
        }
        if (told.state() == ScanState.SCAN_STATE_PAUSED) {
            return "the scan is paused.";
        }
        String stalled = views.live()
                .segment(told.scanId(), from.segment().id())
                .map(live -> live.stalled())
                .orElse("");
        Reason back = unit == null ? null : unit.reason();
        String history = back == null ? "it was not handed out yet." : "its unit went back. " + back.sentence() + detail(unit);
        return stalled.isEmpty() ? history : history + " " + stalled;
    }

    private static String pendingAdvice(Told told) {
        return told.state() == ScanState.SCAN_STATE_PAUSED ? "'scanctl resume " + told.scanId() + "'"
                : "'scanctl why " + told.scanId() + "' tells more of the scan";
    }

    private String agent(UnitRow unit) {
        String id = String.valueOf(unit.agentId());
        List<AgentRow> all = store.read(tables -> tables.agents().list());
        return all.stream().filter(row -> row.id().equals(id)).map(AgentRow::name).findFirst().orElse(id);
    }
}
