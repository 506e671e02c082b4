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
 * @param scopePps attempts a second of all scans under that scope together; 0: no cap
 * @param hours when; all of them must be open
 */
public record Permit(String scope, long scopePps, List<Hours> hours) {
    /** Whoever asked may do anything, at any time. */
    public static final Permit FREE = new Permit("", 0, List.of());

    public Permit {
        if (scopePps < 0) {
            throw new IllegalArgumentException("scope '" + scope + "' has a rate of " + scopePps);
        }
        hours = List.copyOf(hours);
    }

    /**
     * Hours as they travel.
     *
     * @throws IllegalArgumentException with a sentence, if one of them cannot be read
     */
    public static Hours hours(ProbeHours message) {
        return Hours.parse(message.getAllowList(), message.getDenyList(), ZoneOffset.UTC);
    }

    /** The same back, in canonical form: the zone they mean is in it. */
    public static ProbeHours message(Hours hours) {
        return ProbeHours.newBuilder()
                .addAllAllow(hours.allowed().stream().map(Window::toString).toList())
                .addAllDeny(hours.denied().stream().map(Window::toString).toList())
                .build();
    }
}
