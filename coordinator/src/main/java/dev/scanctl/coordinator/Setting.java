package dev.scanctl.coordinator;

import java.util.Arrays;
import java.util.Optional;

/** What {@code scan-coordinator} can be told: as {@code --key}, as {@code SCAN_COORDINATOR_KEY}, or as a line in the file. */
enum Setting {
    LISTEN("listen", "HOST:PORT", "Where to take calls; several with commas; 'none' for no TCP.", "127.0.0.1:7600"),
    SOCKET("socket", "PATH", "Take calls on this Unix domain socket too (mode 0600).", ""),
    DATA("data", "DIR", "Directory of the store.", ""),
    LEASE_TTL("lease-ttl", "DURATION", "How long a lease lasts without renewal, such as 20s.", "20s"),
    HEARTBEAT("heartbeat", "DURATION", "How often agents renew; at most a third of lease-ttl.", "4s"),
    DETACHED("detached", "DURATION", "How long an agent may go on after its stream has ended.", "2s");

    /** Prefix of the environment variables. */
    static final String ENVIRONMENT = "SCAN_COORDINATOR_";

    private final String key;
    private final String value;
    private final String help;
    private final String fallback;

    Setting(String key, String value, String help, String fallback) {
        this.key = key;
        this.value = value;
        this.help = help;
        this.fallback = fallback;
    }

    String key() {
        return key;
    }

    String option() {
        return "--" + key;
    }

    String variable() {
        return ENVIRONMENT + name();
    }

    /** What stands for the value in the help. */
    String valueName() {
        return value;
    }

    String help() {
        return help;
    }

    /** Used where nothing else says; empty: decided when the program starts, or nothing. */
    String fallback() {
        return fallback;
    }

    static Optional<Setting> ofKey(String key) {
        return Arrays.stream(values()).filter(s -> s.key.equals(key)).findFirst();
    }
}
