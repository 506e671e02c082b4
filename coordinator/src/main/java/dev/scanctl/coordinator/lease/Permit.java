package dev.scanctl.coordinator.lease;

import dev.scanctl.proto.v1.ProbeHours;
import dev.scanctl.window.Hours;
import dev.scanctl.window.Window;
import java.time.ZoneOffset;
import java.util.List;

/**
 * Under what a scan may be probed.
 *
 * @param scope name of the scope that it was submitted under; empty: none was asked for
 * @param hours when; all of them must be open
 */
public record Permit(String scope, List<Hours> hours) {
    /** Whoever asked may do anything, at any time. */
    public static final Permit FREE = new Permit("", List.of());

    public Permit {
        hours = List.copyOf(hours);
    }

    /**
     * Hours as they travel.
     *
     * @throws IllegalArgumentException with a sentence, if one of them cannot be read
     */
    public static Hours hours(ProbeHours message) {
        return new Hours(windows(message.getAllowList()), windows(message.getDenyList()));
    }

    private static List<Window> windows(List<String> texts) {
        return texts.stream().map(text -> Window.parse(text, ZoneOffset.UTC)).toList();
    }
}
