package dev.scanctl.coordinator.scan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scanctl.proto.v1.FoundEvent;
import dev.scanctl.proto.v1.ScanEvent;
import dev.scanctl.wire.Address;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WatchTest {
    private static final Duration AT_ONCE = Duration.ZERO;
    private final Watch watch = new Watch(true);

    private static PortKey port(int port) {
        return new PortKey(0, 1, Address.parse("10.0.0.1"), port);
    }

    private static FoundEvent event(int port) {
        FoundEvent.Builder event = FoundEvent.newBuilder();
        event.getObservationBuilder().setFirstPort(port);
        return event.build();
    }

    private void find(int port) {
        watch.found(port(port), event(port));
    }

    private void withdraw(int port) {
        watch.withdrawn(port(port), event(port));
    }

    @Test
    void findsComeInTheOrderTheyWereMade() throws Exception {
        find(443);
        find(22);

        assertThat(watch.next(AT_ONCE).orElseThrow().getFound()).isEqualTo(event(443));
        assertThat(watch.next(AT_ONCE).orElseThrow().getFound()).isEqualTo(event(22));
        assertThat(watch.next(AT_ONCE)).isEmpty();
    }

    @Test
    void findWithdrawnBeforeItWasToldIsNotToldAtAll() throws Exception {
        find(22);
        withdraw(22);

        assertThat(watch.next(AT_ONCE)).isEmpty();
    }

    @Test
    void toldFindIsTakenBack() throws Exception {
        find(22);
        watch.next(AT_ONCE);
        withdraw(22);

        assertThat(watch.next(AT_ONCE).map(ScanEvent::getWithdrawn)).contains(event(22));
    }

    @Test
    void findAfterAWithdrawalNotYetToldLeavesEverythingAsItWasTold() throws Exception {
        find(22);
        watch.next(AT_ONCE);
        withdraw(22);
        find(22);

        assertThat(watch.next(AT_ONCE)).isEmpty();
    }

    @Test
    void slowWatcherCostsABoundedAmountAndIsToldSo() throws Exception {
        for (int i = 0; i < 30_000; i++) {
            watch.found(new PortKey(0, 1, Address.v4(i), 1), event(1));
        }

        int told = 0;
        while (watch.next(AT_ONCE).isPresent()) {
            told++;
        }
        assertThat(told).isEqualTo(20_000);
        assertThat(watch.dropped()).isEqualTo(10_000);
    }

    @Test
    void stirringWakesTheWatcher() throws Exception {
        watch.stir();

        assertThat(watch.next(Duration.ofMinutes(1))).isEqualTo(Optional.empty());
    }

    @Test
    void watcherOfProgressAloneIsNotToldOfFinds() throws Exception {
        Watch progressOnly = new Watch(false);
        progressOnly.found(port(1), event(1));

        assertThat(progressOnly.next(AT_ONCE)).isEmpty();
    }
}
