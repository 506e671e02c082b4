package dev.scanctl.cli.command.scan;

import dev.scanctl.cli.client.Session;
import dev.scanctl.cli.exit.Failure;
import dev.scanctl.cli.output.Console;
import dev.scanctl.cli.verb.Bounds;
import dev.scanctl.cli.verb.Lengths;
import dev.scanctl.cli.verb.TargetList;
import dev.scanctl.cli.verb.WindowList;
import dev.scanctl.proto.v1.Method;
import dev.scanctl.proto.v1.ProbeSettings;
import dev.scanctl.proto.v1.Profile;
import dev.scanctl.proto.v1.ScanSpec;
import java.io.InputStream;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Makes a spec of the options of {@code submit}. Targets and ports stay in the operator's words. */
final class SpecReader {
    private final SubmitCommand options;
    private final InputStream stdin;
    private final ZoneId zone;

    SpecReader(SubmitCommand options, Console console) {
        this.options = options;
        this.stdin = console.in();
        this.zone = console.zone();
    }

    ScanSpec read(Session session) {
        ScanSpec.Builder spec = ScanSpec.newBuilder()
                .setName(orEmpty(options.name))
                .setReason(orEmpty(options.reason))
                .setOwner(System.getProperty("user.name", ""))
                .setPorts(orEmpty(options.ports))
                .setExcludePorts(orEmpty(options.excludePorts))
                .setTopPorts(Bounds.range("--top-ports", options.topPorts, 1, 65_535))
                .setRatePps(Bounds.rate("--rate", options.rate))
                .setHostRatePps(Bounds.rate("--host-rate", options.hostRate))
                .setPriority(Bounds.range("--priority", options.priority, 1, 100))
                .setSkipDiscovery(options.skipDiscovery)
                .setSettings(settings());
        if (options.hours.given()) {
            spec.addHours(WindowList.of(options.hours, zone));
        }
        targets(spec);
        String like = options.like;
        if (like != null) {
            spec.setLikeScanId(session.ask(c -> c.scan(like)).getScan().getId());
        }
        return spec.addAllSegments(segments(session)).build();
    }

    private void targets(ScanSpec.Builder spec) {
        spec.addAllTargets(TargetList.of(options.targets)).addAllExclusions(TargetList.of(options.exclude));
        if (options.targetFile != null) {
            spec.addAllTargets(TargetList.ofFile("-iL", options.targetFile, stdin));
        }
        if (options.excludeFile != null) {
            spec.addAllExclusions(TargetList.ofFile("--excludefile", options.excludeFile, stdin));
        }
        if (spec.getTargetsCount() == 0 && options.like == null) {
            throw Failure.usage("-iL: '" + options.targetFile + "' names no target");
        }
    }

    private List<String> segments(Session session) {
        if (!options.from.isEmpty() || options.like != null) {
            return options.from;
        }
        List<String> usual = options.root().defaultSegments();
        if (!usual.isEmpty()) {
            return usual;
        }
        List<String> known = session.ask(c -> c.serverInfo()).getSegmentsList();
        throw Failure.usage("say from where: --from SEGMENT" + (known.isEmpty()
                ? "; no agent has connected to " + session.client().coordinator() + " yet, so there is no segment"
                : ", of " + String.join(", ", known)));
    }

    private ProbeSettings settings() {
        ProbeSettings.Builder settings = ProbeSettings.newBuilder().setProfile(profile()).setMethod(method());
        if (options.maxRetries != null) {
            settings.setMaxRetries(Bounds.range("--max-retries", options.maxRetries, 0, 20));
        }
        if (options.hostTimeout != null) {
            settings.setHostTimeoutMs(Lengths.parse("--host-timeout", options.hostTimeout).toMillis());
        }
        return settings.build();
    }

    private Profile profile() {
        return switch (options.profile) {
            case null -> Profile.PROFILE_UNSPECIFIED;
            case FRAGILE -> Profile.PROFILE_FRAGILE;
            case NORMAL -> Profile.PROFILE_NORMAL;
            case FAST -> Profile.PROFILE_FAST;
        };
    }

    private Method method() {
        return switch (options.probe) {
            case null -> Method.METHOD_UNSPECIFIED;
            case AUTO -> Method.METHOD_UNSPECIFIED;
            case CONNECT -> Method.METHOD_CONNECT;
            case SYN -> Method.METHOD_SYN;
        };
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }
}
