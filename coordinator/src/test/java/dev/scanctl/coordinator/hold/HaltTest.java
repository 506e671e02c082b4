package dev.scanctl.coordinator.hold;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scanctl.coordinator.lease.Hold;
import dev.scanctl.coordinator.lease.Permit;
import dev.scanctl.coordinator.lease.ScanTerms;
import dev.scanctl.coordinator.plan.Plan;
import dev.scanctl.coordinator.plan.UnitShape;
import dev.scanctl.coordinator.scope.Scopes;
import dev.scanctl.coordinator.store.Store;
import dev.scanctl.proto.v1.ProbeSettings;
import dev.scanctl.window.Hours;
import dev.scanctl.window.Window;
import dev.scanctl.wire.Address;
import dev.scanctl.wire.AddressRange;
import dev.scanctl.wire.AddressSet;
import dev.scanctl.wire.PortRange;
import dev.scanctl.wire.PortSet;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HaltTest {
    private static final InstantSource NOON = InstantSource.fixed(Instant.parse("2026-11-27T12:00:00Z"));

    @TempDir
    Path data;

    @Test
    void stopOutlastsARestartWithAllThatWasSaid() throws Exception {
        Halt halt = Halt.in(data, NOON);
        assertThat(halt.current().stopped()).isFalse();

        halt.set("operator:alice", "the plant is down\nagain");
        assertThat(halt.keep()).isEmpty();

        Stop after = Halt.in(data, NOON).current();
        assertThat(after).isEqualTo(new Stop(NOON.millis(), "operator:alice", "the plant is down again"));
        assertThat(after.sentence()).contains("operator:alice", "the plant is down again", "stop --clear");
    }

    @Test
    void clearedStopIsClearAfterARestart() throws Exception {
        Halt halt = Halt.in(data, NOON);
        halt.set("operator:alice", "");
        halt.keep();
        halt.clear();

        assertThat(halt.current().stopped()).isFalse();
        assertThat(Halt.in(data, NOON).current()).isEqualTo(Stop.CLEAR);
    }

    @Test
    void writingItDownNeedsNoRoomOnTheDisk() throws Exception {
        Halt halt = Halt.in(data, NOON);
        long before = Files.size(data.resolve("stop"));
        Object file = Files.readAttributes(data.resolve("stop"), "fileKey").get("fileKey");

        halt.set("operator:" + "ä".repeat(500), "ö".repeat(1000));
        halt.keep();

        assertThat(Files.size(data.resolve("stop"))).isEqualTo(before);
        assertThat(Files.readAttributes(data.resolve("stop"), "fileKey").get("fileKey")).isEqualTo(file);
        assertThat(Halt.in(data, NOON).current().by()).startsWith("operator:ä");
    }

    @Test
    void whatCannotBeReadCountsAsStopped() throws Exception {
        for (String damaged : List.of("", "clea", "stopped", "stopped\nnever\nx\ny\n", "\0\0\0\0")) {
            Files.writeString(data.resolve("stop"), damaged);

            assertThat(Halt.in(data, NOON).current().stopped()).as("'%s'", damaged).isTrue();
        }
    }

    @Test
    void stopHoldsInMemoryWhereItCannotBeWrittenDown() throws Exception {
        Halt halt = Halt.in(data, NOON);
        Files.delete(data.resolve("stop"));
        Files.createDirectory(data.resolve("stop"));

        halt.set("operator:alice", "");

        assertThat(halt.keep()).get().asString().contains("until it is restarted");
        assertThat(halt.current().stopped()).isTrue();
    }

    @Test
    void scanWaitsOutsideOfItsHoursAndIsToldUntilWhen() throws Exception {
        Hours nights = new Hours(List.of(Window.parse("22:00-06:00 Europe/Berlin", ZoneOffset.UTC)), List.of());
        Hours noWeekend = new Hours(List.of(), List.of(Window.parse("Sat,Sun 00:00-24:00", ZoneOffset.UTC)));

        assertThat(held("2026-11-27T12:00:00Z", nights)).isEqualTo(
                Optional.of(new Hold("Outside of its hours, until Fri 2026-11-27 22:00 Europe/Berlin.")));
        assertThat(held("2026-11-27T21:00:00Z", nights)).isEmpty();
        assertThat(held("2026-11-28T04:59:59.999Z", nights)).isEmpty();
        assertThat(held("2026-11-28T01:00:00Z", nights, noWeekend)).get().extracting(Hold::sentence).asString()
                .contains("until Mon 2026-11-30 00:00 Z");
    }

    private static Optional<Hold> held(String at, Hours... hours) {
        InstantSource clock = InstantSource.fixed(Instant.parse(at));
        try (Store store = Store.inMemory(Clock.systemUTC())) {
            return new Restraints(Halt.inMemory(clock), new Scopes(store, clock), clock).on(terms(List.of(hours)));
        }
    }

    private static ScanTerms terms(List<Hours> hours) {
        Plan plan = Plan.of(
                AddressSet.of(AddressRange.of(Address.parse("10.0.0.1"))),
                PortSet.of(PortRange.of(22)), PortSet.EMPTY, new UnitShape(16, 16, 16, 16), 1);
        return new ScanTerms(1, plan, ProbeSettings.getDefaultInstance(), 50, 0, 0, 0, AddressSet.EMPTY, PortSet.EMPTY,
                new Permit("", 0, hours));
    }

    @Test
    void hoursThatOpenAreLookedForOnceAndFoundAgainWhenTheClockIsSet() {
        Instant[] now = {Instant.parse("2026-11-27T12:00:00Z")};
        WeekHours hours = new WeekHours(() -> now[0]);
        Hours nights = new Hours(List.of(Window.parse("22:00-23:00", ZoneOffset.UTC)), List.of());

        assertThat(hours.closed(nights)).contains("until Fri 2026-11-27 22:00 Z");
        now[0] = Instant.parse("2026-11-29T12:00:00Z");
        assertThat(hours.closed(nights)).contains("until Sun 2026-11-29 22:00 Z");
        now[0] = Instant.parse("2026-11-29T22:30:00Z");
        assertThat(hours.closed(nights)).isEmpty();
    }
}
