package dev.scanctl.coordinator.filter;

import dev.scanctl.coordinator.grammar.Ports;
import dev.scanctl.wire.AddressSet;
import dev.scanctl.wire.Method;
import dev.scanctl.wire.PortState;
import dev.scanctl.wire.Protocol;
import dev.scanctl.wire.Reason;
import java.util.Set;

/** What the value of a term stands for. */
public sealed interface Meaning {
    boolean accepts(Row row);

    /** Of a network, or of all that have a label. */
    record Addresses(AddressSet addresses) implements Meaning {
        @Override
        public boolean accepts(Row row) {
            return addresses.contains(row.address());
        }
    }

    /** Of their numbers, or all of a protocol. */
    record OfPorts(Ports ports) implements Meaning {
        @Override
        public boolean accepts(Row row) {
            return (row.protocol() == Protocol.TCP ? ports.tcp() : ports.udp()).contains(row.port());
        }
    }

    record Segments(Set<String> segments) implements Meaning {
        @Override
        public boolean accepts(Row row) {
            return segments.contains(row.segment());
        }
    }

    record States(Set<PortState> states) implements Meaning {
        @Override
        public boolean accepts(Row row) {
            return states.contains(row.outcome().state());
        }
    }

    record Reasons(Set<Reason> reasons) implements Meaning {
        @Override
        public boolean accepts(Row row) {
            return reasons.contains(row.outcome().reason());
        }
    }

    record Methods(Set<Method> methods) implements Meaning {
        @Override
        public boolean accepts(Row row) {
            return row.method() != null && methods.contains(row.method());
        }
    }

    record Scans(Set<Long> ids) implements Meaning {
        @Override
        public boolean accepts(Row row) {
            return ids.contains(row.scanId());
        }
    }

    /** @param span milliseconds since 1970 */
    record Seen(Span span) implements Meaning {
        @Override
        public boolean accepts(Row row) {
            return span.contains(row.observedMs());
        }
    }

    /** Of hosts, not of ports. @param span milliseconds since 1970 */
    record FirstSeen(Span span) implements Meaning {
        @Override
        public boolean accepts(Row row) {
            throw new IllegalStateException("a port is asked when its host was seen first");
        }
    }

    /** @param span microseconds; what was not measured is in no span */
    record RoundTrip(Span span) implements Meaning {
        @Override
        public boolean accepts(Row row) {
            return row.rttMicros() > 0 && span.contains(row.rttMicros());
        }
    }
}
