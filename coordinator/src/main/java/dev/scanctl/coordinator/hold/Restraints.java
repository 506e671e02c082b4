package dev.scanctl.coordinator.hold;

import dev.scanctl.coordinator.lease.Hold;
import dev.scanctl.coordinator.lease.Holds;
import dev.scanctl.coordinator.lease.ScanTerms;
import dev.scanctl.coordinator.scope.Scopes;
import dev.scanctl.window.Hours;
import java.time.InstantSource;
import java.util.Optional;
import java.util.stream.Stream;

/** All that may keep a scan back, the most important first. Asked by the lease desk's thread. */
public final class Restraints implements Holds {
    private final Halt halt;
    private final Scopes scopes;
    private final WeekHours hours;

    public Restraints(Halt halt, Scopes scopes, InstantSource clock) {
        this.halt = halt;
        this.scopes = scopes;
        this.hours = new WeekHours(clock);
    }

    @Override
    public Optional<Hold> on(ScanTerms terms) {
        Stop stop = halt.current();
        if (stop.stopped()) {
            return Optional.of(new Hold(stop.sentence()));
        }
        return Stream.concat(gone(terms), terms.permit().hours().stream().flatMap(this::closed)).findFirst();
    }

    private Stream<Hold> gone(ScanTerms terms) {
        String scope = terms.permit().scope();
        return scope.isEmpty() || scopes.inForce(scope)
                ? Stream.empty()
                : Stream.of(new Hold("Its scope '" + scope + "' has ended; it goes on when an admin makes one of that name."));
    }

    private Stream<Hold> closed(Hours own) {
        return hours.closed(own).stream().map(until -> new Hold("Outside of its hours, " + until + "."));
    }
}
