package dev.scanctl.coordinator.history;

import dev.scanctl.wire.Outcome;
import dev.scanctl.wire.PortSet;
import dev.scanctl.wire.PortState;
import dev.scanctl.wire.Reason;
import dev.scanctl.wire.Run;
import dev.scanctl.wire.Runs;
import java.util.EnumMap;
import java.util.Map;

/**
 * What one unit of a scan says of a host.
 *
 * @param vouched false: the agent does not vouch for silences, so they say nothing
 */
public record Sighting(Moment at, Runs runs, boolean vouched) {

    /** Whether an outcome says something about the target. */
    public boolean tells(Outcome outcome) {
        return outcome.state().observed() && (vouched || outcome.reason() != Reason.NO_RESPONSE);
    }

    /** The ports that were observed, by state. */
    public Map<PortState, PortSet> observed() {
        Map<PortState, PortSet.Builder> spanned = new EnumMap<>(PortState.class);
        for (Run run : runs.list()) {
            if (tells(run.outcome())) {
                spanned.computeIfAbsent(run.outcome().state(), state -> new PortSet.Builder())
                        .add(run.firstPort(), run.lastPort());
            }
        }
        Map<PortState, PortSet> observed = new EnumMap<>(PortState.class);
        spanned.forEach((state, ports) -> observed.put(state, planned(ports.build())));
        return observed;
    }

    /** The ports that were observed in one state. */
    public PortSet observed(PortState state) {
        PortSet.Builder spanned = new PortSet.Builder();
        for (Run run : runs.list()) {
            if (run.outcome().state() == state && tells(run.outcome())) {
                spanned.add(run.firstPort(), run.lastPort());
            }
        }
        return planned(spanned.build());
    }

    /** Runs span the gaps between planned ports. */
    private PortSet planned(PortSet spanned) {
        PortSet ports = runs.ports();
        if (spanned.isEmpty()) {
            return spanned;
        }
        boolean gapless = ports.at(ports.size() - 1) - ports.at(0) == ports.size() - 1;
        return gapless ? spanned : spanned.intersect(ports);
    }
}
