package dev.scanctl.coordinator;

/** What {@code scan-coordinator} can be told. */
enum Setting implements dev.scanctl.program.Setting {
    LISTEN("HOST:PORT", "Where to take calls; several with commas; 'none' for no TCP.", "127.0.0.1:7600"),
    SOCKET("PATH", "Take calls on this Unix domain socket too (mode 0600).", ""),
    DATA("DIR", "Directory of the store. Default: $XDG_DATA_HOME/scanctl/coordinator or"
            + " ~/.local/share/scanctl/coordinator.", ""),
    LEASE_TTL("DURATION", "How long a lease lasts without renewal, such as 20s.", "20s"),
    HEARTBEAT("DURATION", "How often agents renew; at most a third of lease-ttl.", "4s"),
    DETACHED("DURATION", "How long an agent may go on after its stream has ended.", "2s"),
    AUDIT_HEAD("PLACE", "Send the head of the audit log there once a second: FILE or syslog:HOST[:PORT].", "");

    private final String value;
    private final String help;
    private final String fallback;

    Setting(String value, String help, String fallback) {
        this.value = value;
        this.help = help;
        this.fallback = fallback;
    }

    @Override
    public String prefix() {
        return "SCAN_COORDINATOR_";
    }

    @Override
    public String valueName() {
        return value;
    }

    @Override
    public String help() {
        return fallback.isEmpty() ? help : help + " Default: " + fallback + ".";
    }

    /** Used where nothing else says; empty: decided when the program starts, or nothing. */
    String fallback() {
        return fallback;
    }
}
