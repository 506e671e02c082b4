package dev.scanctl.coordinator.scan;

import dev.scanctl.coordinator.lease.Permit;
import dev.scanctl.proto.v1.Method;
import dev.scanctl.proto.v1.ProbeHours;
import dev.scanctl.proto.v1.ProbeSettings;
import dev.scanctl.proto.v1.Profile;
import dev.scanctl.proto.v1.ScanSpec;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** What a spec must keep to before it is planned. Each refusal is one sentence that names what offends. */
final class SpecRules {
    static final int MAX_NAME = 128;
    static final int MAX_REASON = 1_000;
    static final int MAX_REQUEST_ID = 64;

    /** As fast as no network card of today can send; a larger number is a typing error. */
    static final long MAX_RATE_PPS = 1_000_000_000L;

    private static final int MAX_PRIORITY = 100;
    private static final int MAX_RETRIES = 20;
    private static final int MAX_SEGMENTS = 1_000;
    private static final int MAX_WINDOWS = 32;
    private static final long MAX_HOST_TIMEOUT_MS = 30L * 24 * 3600 * 1000;
    private static final Pattern SEGMENT = Pattern.compile("[a-z0-9._-]{1,64}");
    private static final Pattern NUMBER = Pattern.compile("\\d+");

    private SpecRules() {}

    /** The spec with each segment once; {@link ScanRefused} if it breaks a rule. */
    static ScanSpec checked(ScanSpec spec, Collection<String> knownSegments) {
        name(spec.getName());
        text("reason", spec.getReason(), MAX_REASON);
        text("owner", spec.getOwner(), MAX_NAME);
        rate("rate", spec.getRatePps());
        rate("host rate", spec.getHostRatePps());
        priority(spec.getPriority());
        settings(spec.getSettings());
        List<String> segments = spec.getSegmentsList().stream().distinct().toList();
        segments(segments, knownSegments);
        ScanSpec.Builder checked = spec.toBuilder().clearScope().clearScopePps().clearSegments().addAllSegments(segments);
        return checked.clearHours().addAllHours(hours(spec.getHoursList())).build();
    }

    /** At most one, in canonical form, so that the zone they mean is kept with them; those that say nothing are left out. */
    static List<ProbeHours> hours(List<ProbeHours> asked) {
        if (asked.size() > 1 || asked.stream().anyMatch(one -> !one.getScope().isEmpty())) {
            throw ScanRefused.malformed("the hours of a scan are given once, and without the name of a scope");
        }
        return asked.stream()
                .filter(one -> one.getAllowCount() + one.getDenyCount() > 0)
                .map(SpecRules::canonical)
                .toList();
    }

    private static ProbeHours canonical(ProbeHours asked) {
        if (asked.getAllowCount() > MAX_WINDOWS || asked.getDenyCount() > MAX_WINDOWS) {
            throw ScanRefused.malformed("a scan has at most " + MAX_WINDOWS + " windows of each kind");
        }
        try {
            return Permit.message(Permit.hours(asked));
        } catch (IllegalArgumentException e) {
            throw ScanRefused.malformed(String.valueOf(e.getMessage()));
        }
    }

    static void requestId(String id) {
        if (id.isEmpty()) {
            throw ScanRefused.malformed("the request has no id, which makes a retry harmless; it is 1 to 64 characters");
        }
        text("request id", id, MAX_REQUEST_ID);
    }

    /** A name must not look like an id, or nobody could tell which of the two is meant. */
    static void name(String name) {
        text("name", name, MAX_NAME);
        if (NUMBER.matcher(name).matches()) {
            throw ScanRefused.malformed("the name '" + name + "' is a number, and would be taken for a scan's id");
        }
        if (!name.equals(name.strip())) {
            throw ScanRefused.malformed("the name '" + name + "' begins or ends with a space");
        }
    }

    static void text(String what, String text, int most) {
        int length = text.codePointCount(0, text.length());
        if (length > most) {
            throw ScanRefused.malformed("the " + what + " has " + length + " characters; at most " + most + " are taken");
        }
        if (text.chars().anyMatch(Character::isISOControl)) {
            throw ScanRefused.malformed("the " + what + " holds a control character, which could upset a terminal");
        }
    }

    /** Unsigned on the wire: what is negative here was above 2^63. */
    static void rate(String what, long pps) {
        if (pps < 0 || pps > MAX_RATE_PPS) {
            throw ScanRefused.malformed("the " + what + " of " + Long.toUnsignedString(pps)
                    + " attempts a second is not within 1 to " + MAX_RATE_PPS + " (0: no cap)");
        }
    }

    static void priority(int priority) {
        if (priority < 0 || priority > MAX_PRIORITY) {
            throw ScanRefused.malformed("the priority of " + Integer.toUnsignedString(priority)
                    + " is not within 1 (least) to 100 (0: the usual 50)");
        }
    }

    private static void settings(ProbeSettings settings) {
        if (settings.getMethod() == Method.METHOD_UDP) {
            throw ScanRefused.malformed("the method is one of TCP; give UDP ports as U:..., such as -p U:53");
        }
        if (settings.getMethod() == Method.UNRECOGNIZED || settings.getMethod().getNumber() > 4) {
            throw ScanRefused.malformed("the probe method is not one for ports; leave it out, or use connect or syn");
        }
        if (settings.getMethod() == Method.METHOD_SYN && settings.getProfile() == Profile.PROFILE_FRAGILE) {
            throw ScanRefused.malformed("the profile fragile ends connections in order and a SYN probe ends them by a reset;"
                    + " leave out --probe syn, or choose another profile");
        }
        if (settings.getMaxRetries() < 0 || settings.getMaxRetries() > MAX_RETRIES) {
            throw ScanRefused.malformed("the number of retries is not within 0 to " + MAX_RETRIES);
        }
        if (settings.getHostTimeoutMs() < 0 || settings.getHostTimeoutMs() > MAX_HOST_TIMEOUT_MS) {
            throw ScanRefused.malformed("the host timeout is not within 1 ms to 30 days (0: no limit)");
        }
        text("zone", settings.getZone(), 64);
    }

    private static void segments(List<String> asked, Collection<String> known) {
        if (asked.isEmpty()) {
            throw ScanRefused.malformed("no segment to scan from is named; " + knownText(known));
        }
        if (asked.size() > MAX_SEGMENTS) {
            throw ScanRefused.malformed("more than " + MAX_SEGMENTS + " segments are named");
        }
        for (String segment : asked) {
            if (!SEGMENT.matcher(segment).matches()) {
                text("segment", segment, 64);
                throw ScanRefused.malformed("'" + segment + "' is not a segment's name: 1 to 64 of a-z, 0-9, '-', '_', '.'");
            }
            if (!known.contains(segment)) {
                throw ScanRefused.malformed("segment '" + segment + "' is not known; " + knownText(known));
            }
        }
    }

    private static String knownText(Collection<String> known) {
        return known.isEmpty()
                ? "no segment is known yet: an agent has to come first (scanctl agent token create)"
                : "known are " + String.join(", ", new TreeSet<>(known));
    }
}
