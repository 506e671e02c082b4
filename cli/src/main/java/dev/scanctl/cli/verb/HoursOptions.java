package dev.scanctl.cli.verb;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** When probing is allowed, as options of a command. */
public final class HoursOptions {
    @Option(names = "--allow", paramLabel = "WINDOW",
            description = "Probe within these only, such as '22:00-06:00' or 'Sat,Sun 00:00-24:00'; else wait.")
    List<String> allow = new ArrayList<>();

    @Option(names = "--deny", paramLabel = "WINDOW",
            description = "Do not probe within these, such as 'Mon-Fri 08:30-17:30 Europe/Berlin'.")
    List<String> deny = new ArrayList<>();

    /** Whether there is any. */
    public boolean given() {
        return !allow.isEmpty() || !deny.isEmpty();
    }
}
