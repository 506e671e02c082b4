package dev.scanctl.coordinator.filter;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a query may ask about. */
public enum Key {
    NET("addresses: 10.20.0.0/16, 10.0.0.1-9, a name"),
    PORT("ports: 22,3389, 1-1024, T:80, http*"),
    PROTO("tcp or udp"),
    FROM("segments that looked"),
    STATE("open, closed, filtered, open|filtered, unknown, not-probed, all"),
    REASON("why a port has its state, such as no-response"),
    METHOD("how it was asked, such as syn"),
    SCAN("scans by number or name"),
    SEEN("when: >30d ago, <1h ago, 2026-09-01, 7d..30d"),
    FIRST("when a host was seen first: <7d ago, 2026-09-01, 30d..7d"),
    RTT("round trip: <5ms, >=100us, 1ms..20ms"),
    LABEL("labels given to addresses");

    private final String sentence;

    Key(String sentence) {
        this.sentence = sentence;
    }

    /** As it is typed. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What its value may be, for people. */
    public String sentence() {
        return sentence;
    }

    public static Optional<Key> of(String word) {
        return Arrays.stream(values()).filter(key -> key.word().equalsIgnoreCase(word)).findFirst();
    }
}
