package dev.scanctl.coordinator.rpc;

import dev.scanctl.proto.v1.FoundPort;
import dev.scanctl.proto.v1.HandBack;
import dev.scanctl.proto.v1.Heartbeat;
import dev.scanctl.proto.v1.Hello;
import dev.scanctl.proto.v1.LeaseRef;
import dev.scanctl.proto.v1.OpenPort;
import dev.scanctl.proto.v1.UnitProgress;
import dev.scanctl.proto.v1.UnitResult;
import dev.scanctl.wire.Reason;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Sizes and ranges of what agents send. Each check answers a sentence for the agent's log, or nothing. */
final class AgentEndpointChecks {
    /** Revision of the contract that is spoken here. */
    static final int CONTRACT = 1;

    static final int MAX_SESSION_BYTES = 64 << 10;
    private static final int MOST_UNITS = 2048;
    private static final int MOST_SLOTS = 1024;
    private static final int MOST_PROBES = 1 << 16;
    private static final int LONGEST_NAME = 64;
    private static final int LONGEST_PLATFORM = 200;
    private static final int LONGEST_DETAIL = 200;
    private static final int MOST_CAPABILITY_BYTES = 4096;
    private static final Pattern SEGMENT = Pattern.compile("[a-z0-9._-]{1,64}");
    private static final Pattern NAME = Pattern.compile("[^\\p{Cntrl}]{1,64}");

    private AgentEndpointChecks() {}

    static Optional<String> hello(Hello hello) {
        if (!isUuid(hello.getAgentId())) {
            return Optional.of("agent_id is not a UUID");
        }
        if (!NAME.matcher(hello.getName()).matches()) {
            return Optional.of("name is not 1 to 64 printable characters");
        }
        if (!SEGMENT.matcher(hello.getSegment()).matches()) {
            return Optional.of("segment is not 1 to 64 characters of a-z, 0-9, '-', '_' and '.'");
        }
        if (!hello.getSpace().isEmpty() && !SEGMENT.matcher(hello.getSpace()).matches()) {
            return Optional.of("space is not 1 to 64 characters of a-z, 0-9, '-', '_' and '.'");
        }
        return helloSizes(hello);
    }

    private static boolean isUuid(String text) {
        try {
            return UUID.fromString(text).toString().equalsIgnoreCase(text);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static Optional<String> helloSizes(Hello hello) {
        boolean tooLong = hello.getVersion().length() > LONGEST_NAME
                || hello.getCapabilities().getPlatform().length() > LONGEST_PLATFORM
                || hello.getCapabilities().getSerializedSize() > MOST_CAPABILITY_BYTES;
        if (tooLong) {
            return Optional.of("version, platform or capabilities are too long");
        }
        if (hello.getIncarnation() == 0) {
            return Optional.of("incarnation is 0");
        }
        if (tooMany(hello.getFreeSlots(), MOST_SLOTS) || hello.getHeldCount() > MOST_UNITS) {
            return Optional.of("more slots or held leases than " + MOST_SLOTS + " and " + MOST_UNITS);
        }
        return hello.getHeldList().stream()
                .map(AgentEndpointChecks::lease)
                .flatMap(Optional::stream)
                .findFirst();
    }

    static Optional<String> lease(LeaseRef ref) {
        return ref.getScanId() <= 0 || ref.getUnit() < 0
                ? Optional.of("a lease names scan " + Long.toUnsignedString(ref.getScanId()) + " and unit "
                        + Long.toUnsignedString(ref.getUnit()))
                : Optional.empty();
    }

    static Optional<String> heartbeat(Heartbeat beat) {
        if (tooMany(beat.getFreeSlots(), MOST_SLOTS) || beat.getUnitsCount() > MOST_UNITS) {
            return Optional.of("a heartbeat has more slots or units than " + MOST_SLOTS + " and " + MOST_UNITS);
        }
        return beat.getUnitsList().stream()
                .map(AgentEndpointChecks::progress)
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static Optional<String> progress(UnitProgress unit) {
        boolean odd = unit.getProbesDone() < 0
                || unit.getProbesDone() > MOST_PROBES
                || unit.getFoundOpen() < 0
                || unit.getRatePps() < 0;
        return odd ? Optional.of("a heartbeat tells of impossible progress") : lease(unit.getLease());
    }

    /** Why a unit comes back; empty for a drain. Anything that is no local fault is taken for an unlisted one. */
    static @Nullable Reason reason(HandBack back) {
        int number = back.getReasonValue();
        if (number == 0) {
            return null;
        }
        if (number < 0 || number > Reason.values().length) {
            return Reason.LOCAL_OTHER;
        }
        Reason reason = Reason.of(number);
        return switch (reason) {
            case LOCAL_PORTS,
                    LOCAL_ROUTE,
                    LOCAL_FIREWALL,
                    LOCAL_DESCRIPTORS,
                    LOCAL_BUFFERS,
                    LOCAL_LINK,
                    LOCAL_DROPS,
                    LOCAL_OTHER,
                    AGENT_REFUSED,
                    POLICY -> reason;
            default -> Reason.LOCAL_OTHER;
        };
    }

    /** Words of an agent as they may stand in logs, tables and the store. */
    static String words(String text) {
        String plain = text.replaceAll("\\p{Cntrl}+", " ").strip();
        return plain.length() <= LONGEST_DETAIL ? plain : plain.substring(0, LONGEST_DETAIL);
    }

    static Optional<String> found(FoundPort found) {
        OpenPort port = found.getPort();
        int bytes = port.getAddress().size();
        boolean odd = bytes != 4 && bytes != 16
                || tooMany(port.getPort(), 65_535)
                || port.getAgeMs() < 0
                || port.getReasonValue() < 1
                || port.getReasonValue() > Reason.values().length;
        return odd ? Optional.of("a found port is out of range") : lease(found.getLease());
    }

    static Optional<String> result(UnitResult result) {
        boolean odd = result.getHostsCount() > MOST_PROBES
                || result.getOpenCount() > MOST_PROBES
                || result.getLiveCount() > MOST_PROBES;
        return odd ? Optional.of("a result has more hosts or ports than a unit can have") : lease(result.getLease());
    }

    private static boolean tooMany(int unsigned, int most) {
        return Integer.compareUnsigned(unsigned, most) > 0;
    }
}
