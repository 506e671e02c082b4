package dev.scanctl.agent;

/** What {@code scan-agent} can be told. */
enum Setting implements dev.scanctl.program.Setting {
    COORDINATOR("HOST:PORT", "The coordinator to dial. Required."),
    STATE_DIR("DIR", "Holds what it got when it enrolled. Default: $XDG_STATE_HOME/scanctl/agent or ~/.local/state/scanctl/agent."),
    POLICY("FILE", "What may be probed from here, as this machine's owner says. Without it nothing is."
            + " Default: /etc/scanctl/agent.policy."),
    MAX_UNITS("N", "Work units at a time, 1 to 1024. Default: 8 a thread, at least 16."),
    MAX_RATE("PPS", "Probes a second over all units; 0: no limit of the agent's own. Default: 0."),
    THREADS("N", "Engine threads, 1 to 64. Default: one a core, at most 4."),
    TRANSPORT("KIND", "How probes are sent: auto, epoll or nio. Default: auto, which is epoll where it works.");

    private final String value;
    private final String help;

    Setting(String value, String help) {
        this.value = value;
        this.help = help;
    }

    @Override
    public String prefix() {
        return "SCAN_AGENT_";
    }

    @Override
    public String valueName() {
        return value;
    }

    @Override
    public String help() {
        return help;
    }
}
