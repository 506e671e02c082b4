package dev.scanctl.agent.engines;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scanctl.agent.lease.Prober;
import dev.scanctl.agent.probe.ProbeLimits;
import dev.scanctl.agent.probe.ProbeUnit;
import dev.scanctl.agent.probe.UnitOutcome;
import dev.scanctl.wire.Address;
import dev.scanctl.wire.AddressRange;
import dev.scanctl.wire.AddressSet;
import dev.scanctl.wire.Method;
import dev.scanctl.wire.PortRange;
import dev.scanctl.wire.PortSet;
import dev.scanctl.wire.Protocol;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CutUnitTest {
    private static final long SECOND = 1_000_000_000L;
    private static final UnitOutcome NOTHING = new UnitOutcome(List.of(), List.of(), quality());
    private static final ProbeLimits FREE = new ProbeLimits(0, 5, 4, 2, 4, 0);

    /** An engine that remembers how hard it may press now. */
    private static final class Recorder implements Prober {
        long pps = -1;
        boolean suspended;
        final List<Long> dropped = new ArrayList<>();

        @Override
        public void add(ProbeUnit unit) {
            pps = unit.limits().maxPps();
        }

        @Override
        public void limit(long id, ProbeLimits limits) {
            pps = limits.maxPps();
        }

        @Override
        public void suspend(long id) {
            suspended = true;
        }

        @Override
        public void resume(long id) {
            suspended = false;
        }

        @Override
        public void drop(long id) {
            dropped.add(id);
        }

        @Override
        public void ended(long id) {}

        @Override
        public void exclude(long id, AddressSet gone) {}

        /** Attempts a second that it may make; {@link Long#MAX_VALUE}: no cap. */
        long may() {
            return suspended ? 0 : pps == 0 ? Long.MAX_VALUE : pps;
        }
    }

    private final List<Recorder> engines = new ArrayList<>();

    @Test
    void withoutACapEachPartIsFree() {
        CutUnit unit = unit(FREE, 8, 8);

        unit.start();

        assertThat(engines).extracting(Recorder::may).containsOnly(Long.MAX_VALUE);
    }

    @Test
    void theCapIsCutByHosts() {
        CutUnit unit = unit(FREE.withRates(100, 5), 30, 10);

        unit.start();

        assertThat(engines).extracting(Recorder::may).containsExactly(75L, 25L);
    }

    @Test
    void withLessThanOneAttemptEachSomeWait() {
        CutUnit unit = unit(FREE.withRates(1, 5), 8, 8, 8);

        unit.start();
        assertThat(engines.stream().mapToLong(Recorder::may).sum()).isEqualTo(1);
        int last = IntStream.range(0, 3).filter(i -> engines.get(i).may() == 1).findFirst().orElseThrow();

        unit.ended(last, NOTHING, null, 10);
        unit.tick(SECOND);
        assertThat(others(last)).as("what it sent last is not a second old").isZero();

        unit.tick(SECOND + 10);
        assertThat(others(last)).isEqualTo(1);
    }

    @Test
    void aSuspendedUnitStaysSoWhateverItsShares() {
        CutUnit unit = unit(FREE.withRates(100, 5), 8, 8);
        unit.start();

        unit.suspend();
        unit.ended(0, NOTHING, null, 10);
        unit.tick(2 * SECOND);
        unit.limit(FREE.withRates(50, 5), 3 * SECOND);
        assertThat(engines.get(1).may()).isZero();

        unit.resume();
        assertThat(engines.get(1).may()).isEqualTo(50);
    }

    @Test
    void onlyPartsUnderWayAreDropped() {
        CutUnit unit = unit(FREE, 8, 8);
        unit.start();
        unit.ended(0, NOTHING, null, 10);

        unit.drop();

        assertThat(engines.get(0).dropped).isEmpty();
        assertThat(engines.get(1).dropped).containsExactly(1L);
    }

    static IntStream seeds() {
        return IntStream.range(0, 300);
    }

    /** What engines may send, and what ended parts sent within the last second, is never more than the cap. */
    @ParameterizedTest
    @MethodSource("seeds")
    void sharesNeverExceedTheCap(int seed) {
        Random random = new Random(seed);
        int[] hosts = random.ints(1 + random.nextInt(5), 1, 60).toArray();
        long cap = 1 + random.nextInt(20);
        CutUnit unit = unit(FREE.withRates(cap, 5), hosts);
        unit.start();
        long[] endedAt = new long[hosts.length];
        long[] had = new long[hosts.length];
        boolean[] over = new boolean[hosts.length];
        int left = hosts.length;
        for (long now = 0; left > 0; now += random.nextInt(700) * 1_000_000L) {
            unit.tick(now);
            if (random.nextInt(3) == 0) {
                cap = 1 + random.nextInt(20);
                unit.limit(FREE.withRates(cap, 5), now);
            }
            int which = random.nextInt(hosts.length);
            if (random.nextInt(3) == 0 && !over[which]) {
                over[which] = true;
                endedAt[which] = now;
                had[which] = engines.get(which).may();
                unit.ended(which, NOTHING, null, now);
                left--;
            }
            long most = 0;
            long since = 0;
            for (int i = 0; i < hosts.length; i++) {
                most += over[i] ? 0 : engines.get(i).may();
                since += over[i] && now - endedAt[i] < SECOND ? had[i] : 0;
            }
            assertThat(most).as("seed %s", seed).isLessThanOrEqualTo(Math.max(0, cap - Math.min(cap, since)));
        }
    }

    private long others(int than) {
        return IntStream.range(0, engines.size())
                .filter(i -> i != than)
                .mapToLong(i -> engines.get(i).may())
                .sum();
    }

    private CutUnit unit(ProbeLimits limits, int... hosts) {
        List<Part> parts = new ArrayList<>();
        int total = IntStream.of(hosts).sum();
        ProbeUnit whole = new ProbeUnit(
                0, Method.CONNECT, Protocol.TCP, addresses(0, total), PortSet.of(new PortRange(1, 100)), 7, limits);
        int from = 0;
        for (int count : hosts) {
            engines.add(new Recorder());
            parts.add(new Part(engines.getLast(), whole.of(addresses(from, count)).withId(parts.size())));
            from += count;
        }
        return new CutUnit(whole, parts, 0);
    }

    private static AddressSet addresses(int from, int count) {
        Address first = Address.v4(10 << 24).plus(from);
        return AddressSet.of(new AddressRange(first, first.plus(count - 1)));
    }

    private static UnitOutcome.Quality quality() {
        return new UnitOutcome.Quality(0, 0, 0, 0, 0, 0, 0, 0, false, 0, dev.scanctl.agent.probe.MissEvidence.NONE);
    }
}
