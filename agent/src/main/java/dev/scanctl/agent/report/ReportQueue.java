package dev.scanctl.agent.report;

import dev.scanctl.agent.probe.OpenFinding;
import dev.scanctl.proto.v1.FoundPort;
import dev.scanctl.proto.v1.LeaseRef;
import dev.scanctl.proto.v1.ReportBatch;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What waits to be sent or answered. Found ports go first and are forgotten when sent; the parts of a result go one
 * after the other, each kept until it is answered, since answers name only the lease and whether it was partial.
 * Owned by the control thread.
 */
final class ReportQueue {
    /**
     * Found ports are a courtesy, repeated in their unit's result: beyond this many the newest are not announced. At
     * some 100 bytes each this is about a megabyte.
     */
    static final int MAX_FOUND = 10_000;
    /** Keeps the coordinator's work for one batch short whatever its byte limit is. */
    static final int MAX_FOUND_IN_BATCH = 1_000;

    static final int MAX_RESULTS_IN_BATCH = 64;
    private static final int FOUND_BYTES = OpenPorts.BYTES + 34;

    private final Deque<Found> found = new ArrayDeque<>();
    private final Map<LeaseRef, Waiting> results = new LinkedHashMap<>();

    private record Found(LeaseRef lease, OpenFinding finding) {}

    /** The parts of one unit's result that are not answered yet; the first of them may be on its way. */
    private static final class Waiting {
        final Deque<ResultPart> parts;
        boolean sent;
        /** Whether any part was ever sent, on this call or an earlier one. */
        boolean everSent;

        Waiting(List<ResultPart> parts) {
            this.parts = new ArrayDeque<>(parts);
        }
    }

    void found(LeaseRef lease, OpenFinding finding) {
        if (found.size() < MAX_FOUND) {
            found.add(new Found(lease, finding));
        }
    }

    void result(LeaseRef lease, List<ResultPart> parts) {
        results.put(lease, new Waiting(parts));
    }

    /** The next batch, or empty if all that may be sent has been. */
    Optional<ReportBatch> next(int maxBytes, long nowNanos) {
        ReportBatch.Builder batch = ReportBatch.newBuilder();
        int bytes = addFound(batch, maxBytes, nowNanos);
        addResults(batch, maxBytes - bytes, nowNanos);
        boolean empty = batch.getFoundCount() == 0 && batch.getResultsCount() == 0;
        return empty ? Optional.empty() : Optional.of(batch.build());
    }

    private int addFound(ReportBatch.Builder batch, int maxBytes, long nowNanos) {
        int count = Math.min(MAX_FOUND_IN_BATCH, Math.max(1, maxBytes / FOUND_BYTES));
        while (!found.isEmpty() && batch.getFoundCount() < count) {
            Found next = found.remove();
            batch.addFound(FoundPort.newBuilder()
                    .setLease(next.lease())
                    .setPort(OpenPorts.toMessage(next.finding(), nowNanos)));
        }
        return batch.getFoundCount() * FOUND_BYTES;
    }

    /** A result larger than a batch goes alone. */
    private void addResults(ReportBatch.Builder batch, int maxBytes, long nowNanos) {
        int bytes = 0;
        for (Waiting waiting : results.values()) {
            if (waiting.sent) {
                continue;
            }
            ResultPart part = waiting.parts.element();
            bytes += part.bytes();
            boolean first = batch.getFoundCount() == 0 && batch.getResultsCount() == 0;
            if (!first && bytes > maxBytes || batch.getResultsCount() == MAX_RESULTS_IN_BATCH) {
                return;
            }
            batch.addResults(part.toMessage(nowNanos));
            waiting.sent = true;
            waiting.everSent = true;
        }
    }

    /** What an answer does to a waiting result. */
    enum Progress {
        /** Nothing waits under that lease, or not such a part. */
        NOT_WAITING,
        /** More parts follow. */
        MORE,
        /** The whole result is answered and forgotten. */
        DONE
    }

    /** The part on its way has been committed. */
    Progress committed(LeaseRef lease, boolean partial) {
        Waiting waiting = results.get(lease);
        if (waiting == null || !waiting.sent || waiting.parts.element().partial() != partial) {
            return Progress.NOT_WAITING;
        }
        waiting.parts.remove();
        waiting.sent = false;
        if (!waiting.parts.isEmpty()) {
            return Progress.MORE;
        }
        results.remove(lease);
        return Progress.DONE;
    }

    /** Forgets a result and the found ports of its lease. */
    boolean drop(LeaseRef lease) {
        found.removeIf(waiting -> waiting.lease().equals(lease));
        return results.remove(lease) != null;
    }

    /** Forgets a result unless the coordinator may have it already: then its answer is still to come. */
    boolean dropUnsent(LeaseRef lease) {
        Waiting waiting = results.get(lease);
        return (waiting == null || !waiting.everSent) && drop(lease);
    }

    /** The call is lost, and with it whatever was on its way: every result goes again. */
    void resend() {
        results.values().forEach(waiting -> waiting.sent = false);
    }

    /** Results not yet answered. */
    int unanswered() {
        return results.size();
    }

    /** Bytes of all results not yet answered. */
    long unansweredBytes() {
        return results.values().stream()
                .flatMap(waiting -> waiting.parts.stream())
                .mapToLong(ResultPart::bytes)
                .sum();
    }
}
