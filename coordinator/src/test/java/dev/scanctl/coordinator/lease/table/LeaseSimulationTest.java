package dev.scanctl.coordinator.lease.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

final class LeaseSimulationTest {
    private static final int SEEDS = 80;

    @Test
    void everyUnitEndsOnceWhateverIsLostDoubledDelayedOrKilled() {
        Set<String> seen = new TreeSet<>();

        for (long seed = 0; seed < SEEDS; seed++) {
            new LeaseSimulation(seed, seen).run();
        }

        assertThat(seen)
                .as("edges")
                .contains(
                        "PENDING>LEASED",
                        "LEASED>PENDING",
                        "LEASED>DONE",
                        "PENDING>QUARANTINED",
                        "QUARANTINED>PENDING",
                        "LEASED>CANCELLED",
                        "PENDING>CANCELLED",
                        "rerun",
                        "discovered, some down",
                        "discovered, none down",
                        "discovery settled unknown/quarantined",
                        "passed, all hosts down",
                        "settled not-probed/excluded",
                        "lease refused, the scan does not run",
                        "settled unknown/local-route",
                        "settled not-probed/policy",
                        "settled not-probed/excluded");
        assertThat(seen)
                .as("verdicts")
                .contains(
                        "verdict VERDICT_APPLIED",
                        "verdict VERDICT_ALREADY_APPLIED",
                        "verdict VERDICT_SUPERSEDED",
                        "verdict VERDICT_CANCELLED");
        assertThat(seen)
                .as("faults and interference")
                .contains(
                        "lost",
                        "doubled",
                        "delayed and overtaken",
                        "agent crash",
                        "crash unnoticed",
                        "coordinator crash",
                        "store failure",
                        "stream reset",
                        "partition",
                        "two processes with one identity",
                        "refused as a duplicate",
                        "older stream cut",
                        "kept at a hello",
                        "share told anew",
                        "paused scan",
                        "resumed scan",
                        "cancelled scan",
                        "exclusions added",
                        "rates edited",
                        "retried",
                        "revoked CAUSE_PAUSED",
                        "revoked CAUSE_CANCELLED");
    }
}
