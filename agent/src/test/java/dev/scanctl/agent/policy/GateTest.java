package dev.scanctl.agent.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scanctl.agent.probe.ProbeLimits;
import dev.scanctl.agent.probe.ProbeUnit;
import dev.scanctl.agent.probe.UnitOutcome;
import dev.scanctl.agent.sim.SimNetwork;
import dev.scanctl.agent.sim.SimScan;
import dev.scanctl.agent.sim.SimTransport;
import dev.scanctl.wire.Address;
import dev.scanctl.wire.AddressRange;
import dev.scanctl.wire.AddressSet;
import dev.scanctl.wire.Outcome;
import dev.scanctl.wire.PortRange;
import dev.scanctl.wire.PortSet;
import dev.scanctl.wire.PortState;
import dev.scanctl.wire.Protocol;
import dev.scanctl.wire.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever units ask for: what the policy denies does not reach the transport, and is told to be forbidden. */
class GateTest {
    private static final Outcome FORBIDDEN = Outcome.of(PortState.NOT_PROBED, Reason.POLICY);
    private static final int UNITS = 10_000;
    private static final int AT_A_TIME = 50;
    private static final long SEED = 4_711;

    @TempDir
    Path directory;

    @Test
    void ofTenThousandHostileUnitsNothingDeniedLeaves() throws IOException {
        Path path = Files.writeString(directory.resolve("agent.policy"), """
                allow 10.0.0.0/8
                deny 10.128.0.0/9
                deny-ports 100-199
                """);
        PolicyFile file = new PolicyFile(path, () -> List.of(Address.parse("10.9.0.5")), InstantSource.system());
        file.look();
        Random random = new Random(SEED);
        LongAdder refused = new LongAdder();
        long asked = 0;
        long forbidden = 0;
        long left = 0;
        for (int batch = 0; batch < UNITS / AT_A_TIME; batch++) {
            SimTransport transport = new SimTransport(new SimNetwork(SEED + batch));
            SimScan scan = new SimScan(transport, new Gate(transport, file, refused));
            for (int id = 1; id <= AT_A_TIME; id++) {
                scan.add(hostile(id, random));
            }
            scan.run(600);
            for (int id = 1; id <= AT_A_TIME; id++) {
                UnitOutcome outcome = scan.outcome(id);
                for (UnitOutcome.Host host : outcome.hosts()) {
                    for (var run : host.runs().list()) {
                        for (int port = run.firstPort(); port <= run.lastPort(); port++) {
                            boolean allowed = allowed(host.address(), port);
                            asked++;
                            forbidden += allowed ? 0 : 1;
                            assertThat(run.outcome().equals(FORBIDDEN))
                                    .as("%s port %d, seed %d", host.address(), port, SEED)
                                    .isEqualTo(!allowed);
                        }
                    }
                }
            }
            left += transport.sent().size();
            transport.sent().forEach(sent -> assertThat(allowed(sent.target(), sent.port())).as("%s", sent).isTrue());
        }
        assertThat(forbidden).isGreaterThan(UNITS);
        assertThat(asked - forbidden).as("the policy lets something through").isGreaterThan(0);
        assertThat(left).isPositive();
        assertThat(refused.sum()).isEqualTo(forbidden);
    }

    /** Ten minutes before the blackout ends, and when it has ended: nothing is concluded meanwhile. */
    @Test
    void outsideOfItsHoursNothingLeavesAndNothingIsConcluded() throws IOException {
        Path path = Files.writeString(directory.resolve("agent.policy"), "allow 10.0.0.0/8\nblackout daily 08:00-17:00 UTC\n");
        Instant[] now = {Instant.parse("2026-11-26T16:50:00Z")};
        PolicyFile file = new PolicyFile(path, List::of, () -> now[0]);
        file.look();
        assertThat(file.closed()).contains("2026-11-26T17:00:00Z");
        SimTransport transport = new SimTransport(new SimNetwork(SEED));
        SimScan scan = new SimScan(transport, new Gate(transport, file, new LongAdder()));
        scan.add(new ProbeUnit(
                1,
                dev.scanctl.wire.Method.SYN,
                Protocol.TCP,
                AddressSet.of(AddressRange.of(Address.parse("10.1.1.1"))),
                PortSet.of(new PortRange(1, 20)),
                SEED,
                new ProbeLimits(0, 0, 512, 2, 2, 0)));
        scan.runMillis(900);
        assertThat(transport.sent()).isEmpty();
        assertThat(scan.finished).isEmpty();

        now[0] = Instant.parse("2026-11-26T17:00:00Z");
        file.look();
        assertThat(file.closed()).isEmpty();
        scan.run(60);
        assertThat(transport.sent()).isNotEmpty();
        assertThat(scan.outcome(1).hosts().getFirst().runs().list())
                .allMatch(run -> run.outcome().reason() == Reason.NO_RESPONSE);
    }

    /** Two neighbours anywhere: within what is allowed, beyond it, and at its edges. */
    private static ProbeUnit hostile(long id, Random random) {
        int[] edges = {0x0a000000, 0x0aff_fffe, 0x0a80_0000, 0x0a7f_ffff, 0x0a09_0005, 0x7f00_0001, 0x0900_0000, 0xe000_0001};
        int first = random.nextBoolean() ? edges[random.nextInt(edges.length)] : random.nextInt();
        Address address = Address.v4(first == -1 ? 0 : first);
        int port = random.nextInt(60, 240);
        return new ProbeUnit(
                id,
                dev.scanctl.wire.Method.SYN,
                Protocol.TCP,
                AddressSet.of(new AddressRange(address, address.plus(1))),
                PortSet.of(new PortRange(port, port + 1)),
                random.nextLong(),
                new ProbeLimits(0, 0, 512, 2, 2, 0));
    }

    /** By hand, from what the file says. */
    private static boolean allowed(Address address, int port) {
        int bits = (int) address.low();
        boolean here = bits >>> 24 == 10 && (bits >>> 23 & 1) == 0 && bits != 0x0a09_0005;
        return here && (port < 100 || port > 199);
    }
}
