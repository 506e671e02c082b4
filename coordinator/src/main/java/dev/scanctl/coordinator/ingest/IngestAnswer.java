package dev.scanctl.coordinator.ingest;

import dev.scanctl.proto.v1.ResultAnswer.Verdict;

/**
 * What became of a result. All but the first two verdicts are final: the agent drops the result.
 *
 * @param detail why, for the agent's log; empty for applied and already applied
 */
public record IngestAnswer(Verdict verdict, String detail, Effect effect) {

    static IngestAnswer applied(Effect effect) {
        return new IngestAnswer(Verdict.VERDICT_APPLIED, "", effect);
    }

    static IngestAnswer alreadyApplied() {
        return new IngestAnswer(Verdict.VERDICT_ALREADY_APPLIED, "", Effect.NONE);
    }

    static IngestAnswer superseded(String detail) {
        return new IngestAnswer(Verdict.VERDICT_SUPERSEDED, detail, Effect.NONE);
    }

    static IngestAnswer returned() {
        return new IngestAnswer(
                Verdict.VERDICT_SUPERSEDED, "the result is not trusted; the unit runs once more", Effect.RETURNED);
    }

    static IngestAnswer cancelled() {
        return new IngestAnswer(Verdict.VERDICT_CANCELLED, "the scan was cancelled", Effect.NONE);
    }

    static IngestAnswer unknownScan(long scanId) {
        return new IngestAnswer(Verdict.VERDICT_UNKNOWN_SCAN, "there is no scan " + scanId, Effect.NONE);
    }

    static IngestAnswer refused(String detail) {
        return new IngestAnswer(Verdict.VERDICT_REFUSED, detail, Effect.NONE);
    }
}
