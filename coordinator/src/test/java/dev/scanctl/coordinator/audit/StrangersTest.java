package dev.scanctl.coordinator.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.InstantSource;
import org.junit.jupiter.api.Test;

class StrangersTest {
    private long nowMs = 1_800_000_000_000L;
    private final InstantSource clock = () -> java.time.Instant.ofEpochMilli(nowMs);
    private final RecentAudit audit = new RecentAudit();
    private final Strangers strangers = new Strangers(audit, clock);

    @Test
    void aThousandKnocksAreOneRecord() {
        for (int i = 0; i < 1_000; i++) {
            strangers.refused("10.0.0.66", "ScanService/Submit", "no certificate");
        }
        assertThat(audit.entries()).isEmpty();

        nowMs += 60_000;
        strangers.tick();

        assertThat(audit.entries()).singleElement().satisfies(entry -> {
            assertThat(entry.actor()).isEqualTo("stranger");
            assertThat(entry.source()).isEqualTo("10.0.0.66");
            assertThat(entry.what()).isEqualTo("1000 calls within a minute: no certificate");
        });
    }

    @Test
    void aThousandSourcesAreFewRecordsAndNoneIsLost() {
        for (int i = 0; i < 1_000; i++) {
            strangers.refused("10.0." + i / 250 + "." + i % 250, "ScanService/Submit", "no certificate");
        }
        strangers.flush();

        assertThat(audit.entries()).hasSize(Strangers.MAX_SOURCES + 1);
        assertThat(audit.entries().getLast().source()).isEqualTo("others");
        assertThat(audit.entries().stream()
                        .mapToInt(entry -> Integer.parseInt(entry.what().split(" ")[0]))
                        .sum())
                .isEqualTo(1_000);
    }
}
