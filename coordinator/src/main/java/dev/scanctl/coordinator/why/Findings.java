package dev.scanctl.coordinator.why;

import dev.scanctl.proto.v1.WhyFinding;
import java.util.ArrayList;
import java.util.List;

/** Sentences as they are found, in order. Owned by the call that collects them. */
final class Findings {
    private final List<WhyFinding> findings = new ArrayList<>();

    /** @param advice empty: there is nothing to do */
    void add(String segment, long scanId, String why, String advice) {
        findings.add(WhyFinding.newBuilder()
                .setSegment(segment)
                .setScanId(scanId)
                .setWhy(why)
                .setAdvice(advice)
                .build());
    }

    boolean isEmpty() {
        return findings.isEmpty();
    }

    List<WhyFinding> list() {
        return List.copyOf(findings);
    }
}
