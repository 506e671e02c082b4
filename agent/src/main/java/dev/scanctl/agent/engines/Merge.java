package dev.scanctl.agent.engines;

import dev.scanctl.agent.probe.OpenFinding;
import dev.scanctl.agent.probe.Remark;
import dev.scanctl.agent.probe.UnitOutcome;
import dev.scanctl.agent.probe.UnitOutcome.Host;
import dev.scanctl.agent.probe.UnitOutcome.Quality;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;

/** Puts the outcomes of a unit's parts together. */
final class Merge {
    private Merge() {}

    /** @param parts at least one, of different hosts */
    static UnitOutcome of(List<UnitOutcome> parts) {
        if (parts.size() == 1) {
            return parts.getFirst();
        }
        Comparator<OpenFinding> byPlace = Comparator.comparing(OpenFinding::address);
        Quality quality = parts.stream()
                .map(UnitOutcome::quality)
                .reduce(Quality::beside)
                .orElseThrow();
        return new UnitOutcome(
                all(parts, UnitOutcome::hosts, Comparator.comparing(Host::address)),
                all(parts, UnitOutcome::open, byPlace.thenComparingInt(OpenFinding::port)),
                quality,
                all(parts, UnitOutcome::remarks, Comparator.comparing((Remark remark) -> remark.hosts().first())));
    }

    private static <T> List<T> all(
            List<UnitOutcome> parts, Function<UnitOutcome, List<T>> of, Comparator<? super T> order) {
        return parts.stream().flatMap(part -> of.apply(part).stream()).sorted(order).toList();
    }
}
