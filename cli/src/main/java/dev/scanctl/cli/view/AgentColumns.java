package dev.scanctl.cli.view;

import static dev.scanctl.cli.output.Column.always;
import static dev.scanctl.cli.output.Column.elastic;
import static dev.scanctl.cli.output.Column.machine;
import static dev.scanctl.cli.output.Column.shown;
import static dev.scanctl.cli.output.Column.wide;

import dev.scanctl.cli.output.Column;
import dev.scanctl.cli.output.Shown;
import dev.scanctl.proto.v1.AgentInfo;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The fields of an agent. */
public final class AgentColumns {
    private AgentColumns() {}

    public static List<Column<AgentInfo>> of() {
        return List.of(
                elastic("name", "NAME", AgentInfo::getName),
                elastic("segment", "SEGMENT", AgentInfo::getSegment),
                shown("STATUS", AgentColumns::status),
                machine("connected", AgentInfo::getConnected),
                always("units", "UNITS", a -> (long) a.getUnits()),
                always("rate_pps", "RATE/S", AgentInfo::getRatePps),
                always("last_seen", "LAST SEEN", a -> Shown.time(a.getLastSeenMs())),
                elastic("note", "NOTE", a -> Shown.nonEmpty(a.getNote())),
                wide("version", "VERSION", AgentInfo::getVersion),
                wide("peer", "PEER", a -> Shown.nonEmpty(a.getPeer())),
                new Column<>("clock_skew_ms", "SKEW MS", Column.Place.WIDE, AgentInfo::getClockSkewMs),
                wide("methods", "METHODS",
                        a -> a.getCapabilities().getMethodsList().stream().map(Shown::method).toList()),
                wide("platform", "PLATFORM", a -> Shown.nonEmpty(a.getCapabilities().getPlatform())),
                wide("first_seen", "FIRST SEEN", a -> Shown.time(a.getFirstSeenMs())),
                wide("space", "SPACE", AgentInfo::getSpace),
                machine("standing", AgentColumns::standing),
                wide("certificate_ends", "CERTIFICATE ENDS", a -> Shown.time(a.getCertificateExpiresMs())),
                wide("agent_id", "ID", AgentInfo::getAgentId));
    }

    private static @Nullable String standing(AgentInfo agent) {
        return Shown.nonEmpty(agent.getStanding());
    }

    /** Where it takes part, whether it is there; else why it does not. */
    private static String status(AgentInfo agent) {
        String there = agent.getConnected() ? "connected" : "away";
        return switch (agent.getStanding()) {
            case "", "approved" -> there;
            case "drained" -> there + ", drained";
            default -> agent.getStanding();
        };
    }
}
