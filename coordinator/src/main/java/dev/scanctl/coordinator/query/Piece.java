package dev.scanctl.coordinator.query;

import dev.scanctl.coordinator.plan.PlannedUnit;
import dev.scanctl.coordinator.store.row.OpenDetails;
import dev.scanctl.proto.v1.Remark;
import dev.scanctl.proto.v1.RemarkKind;
import dev.scanctl.wire.Address;
import dev.scanctl.wire.AddressRange;
import dev.scanctl.wire.Method;
import dev.scanctl.wire.Outcome;
import dev.scanctl.wire.PortState;
import dev.scanctl.wire.Reason;
import dev.scanctl.wire.Runs;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one scan says of some ports of some neighbouring addresses, all alike: committed, or derived from the state of
 * their unit.
 *
 * @param method null where nothing was probed
 * @param silentAttempts that each port in silence got at least; 0: not known
 * @param remarks on hosts of the unit
 * @param details of {@code hosts} how open ports answered
 */
public record Piece(
        ScanView scan,
        PlannedUnit unit,
        AddressRange hosts,
        Runs runs,
        @Nullable Method method,
        long observedMs,
        int silentAttempts,
        List<Remark> remarks,
        OpenDetails details) {

    /** Round trip to an open port of one of its hosts in microseconds; 0: not known. */
    int rttMicros(Address address, int port) {
        return details.rttMicros(address.minus(hosts.first()), port);
    }

    /** How often an open port of one of its hosts was asked; 0: not known. */
    int attempts(Address address, int port) {
        return details.attempts(address.minus(hosts.first()), port);
    }

    /** What bears on how far to believe that a port of this address ended so. */
    List<RemarkKind> bearing(Address address, Outcome outcome) {
        return remarks.stream()
                .filter(remark -> bears(remark.getKind(), outcome) && isOn(remark, address))
                .map(Remark::getKind)
                .distinct()
                .toList();
    }

    private static boolean bears(RemarkKind kind, Outcome outcome) {
        return switch (kind) {
            case REMARK_KIND_ANSWERS_EVERYTHING -> outcome.state() == PortState.OPEN;
            case REMARK_KIND_LIMITS_ANSWERS, REMARK_KIND_UNTRUSTED -> outcome.reason() == Reason.NO_RESPONSE;
            // The reason says it already.
            case REMARK_KIND_SUSPENDED, REMARK_KIND_UNSPECIFIED, UNRECOGNIZED -> false;
        };
    }

    private static boolean isOn(Remark remark, Address address) {
        Address first = Address.of(remark.getAddress().toByteArray());
        return first.v6() == address.v6()
                && address.compareTo(first) >= 0
                && address.minus(first) < Math.max(1, remark.getCount());
    }

    /** Later observations win; of two at the same time that of the later scan. */
    static final Comparator<Piece> BY_TIME =
            Comparator.comparingLong(Piece::observedMs).thenComparingLong(piece -> piece.scan.id());
}
