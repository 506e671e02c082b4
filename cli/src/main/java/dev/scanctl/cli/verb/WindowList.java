package dev.scanctl.cli.verb;

import dev.scanctl.cli.exit.Failure;
import dev.scanctl.proto.v1.ProbeHours;
import dev.scanctl.window.Window;
import java.time.ZoneId;
import java.util.List;

/** Windows as operators type them. */
public final class WindowList {
    private WindowList() {}

    /** @param zone whose clocks are meant where none is named */
    public static ProbeHours of(HoursOptions hours, ZoneId zone) {
        return ProbeHours.newBuilder()
                .addAllAllow(read("--allow", hours.allow, zone))
                .addAllDeny(read("--deny", hours.deny, zone))
                .build();
    }

    private static List<String> read(String option, List<String> texts, ZoneId zone) {
        try {
            return texts.stream().map(text -> Window.parse(text, zone).toString()).toList();
        } catch (IllegalArgumentException e) {
            throw Failure.usage(option + ": " + e.getMessage());
        }
    }
}
