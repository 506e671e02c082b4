package dev.scanctl.coordinator.filter;

import dev.scanctl.coordinator.grammar.Ports;
import dev.scanctl.wire.AddressSet;
import dev.scanctl.wire.Method;
import dev.scanctl.wire.PortState;
import dev.scanctl.wire.Protocol;
import dev.scanctl.wire.Reason;
import java.util.Set;

/** A key and its value, which is kept as typed beside what it stands for. */
public sealed interface Term {
    Key key();

    /** As typed, names in quotes where they need it. */
    String value();

    boolean accepts(Row row);

    record Net(String value, AddressSet addresses) implements Term {
        @Override
        public Key key() {
            return Key.NET;
        }

        @Override
        public boolean accepts(Row row) {
            return addresses.contains(row.address());
        }

        @Override
        public String toString() {
            return text(this);
        }
    }

    record Label(String value, AddressSet addresses) implements Term {
        @Override
        public Key key() {
            return Key.LABEL;
        }

        @Override
        public boolean accepts(Row row) {
            return addresses.contains(row.address());
        }

        @Override
        public String toString() {
            return text(this);
        }
    }

    /** @param key PORT, or PROTO for all ports of a protocol */
    record Port(Key key, String value, Ports ports) implements Term {
        @Override
        public boolean accepts(Row row) {
            return (row.protocol() == Protocol.TCP ? ports.tcp() : ports.udp()).contains(row.port());
        }

        @Override
        public String toString() {
            return text(this);
        }
    }

    record From(String value, Set<String> segments) implements Term {
        @Override
        public Key key() {
            return Key.FROM;
        }

        @Override
        public boolean accepts(Row row) {
            return segments.contains(row.segment());
        }

        @Override
        public String toString() {
            return text(this);
        }
    }

    record State(String value, Set<PortState> states) implements Term {
        @Override
        public Key key() {
            return Key.STATE;
        }

        @Override
        public boolean accepts(Row row) {
            return states.contains(row.outcome().state());
        }

        @Override
        public String toString() {
            return text(this);
        }
    }

    record Why(String value, Set<Reason> reasons) implements Term {
        @Override
        public Key key() {
            return Key.REASON;
        }

        @Override
        public boolean accepts(Row row) {
            return reasons.contains(row.outcome().reason());
        }

        @Override
        public String toString() {
            return text(this);
        }
    }

    record How(String value, Set<Method> methods) implements Term {
        @Override
        public Key key() {
            return Key.METHOD;
        }

        @Override
        public boolean accepts(Row row) {
            return row.method() != null && methods.contains(row.method());
        }

        @Override
        public String toString() {
            return text(this);
        }
    }

    record Scan(String value, Set<Long> ids) implements Term {
        @Override
        public Key key() {
            return Key.SCAN;
        }

        @Override
        public boolean accepts(Row row) {
            return ids.contains(row.scanId());
        }

        @Override
        public String toString() {
            return text(this);
        }
    }

    /** @param span SEEN: milliseconds since 1970; RTT: microseconds, and what was not measured is in no span */
    record Within(Key key, String value, Span span) implements Term {
        @Override
        public boolean accepts(Row row) {
            return key == Key.SEEN
                    ? span.contains(row.observedMs())
                    : row.rttMicros() > 0 && span.contains(row.rttMicros());
        }

        @Override
        public String toString() {
            return text(this);
        }
    }

    private static String text(Term term) {
        return term.key().word() + ":" + term.value();
    }
}
