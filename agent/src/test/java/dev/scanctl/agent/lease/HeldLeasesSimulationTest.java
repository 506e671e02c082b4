package dev.scanctl.agent.lease;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scanctl.proto.v1.LeaseRef;
import dev.scanctl.proto.v1.RateShare;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * An agent's leases under a coordinator that answers late, not at all or twice, streams that break, a clock that jumps
 * as over a machine's sleep, and units that end at any time. After each step: only a unit with authority runs, and each
 * unit with authority does.
 */
class HeldLeasesSimulationTest {
    private static final long SECOND = 1_000_000_000L;
    private static final long TTL = 20 * SECOND;
    private static final long GRACE = 2 * SECOND;
    private static final int STEPS = 2_000;

    enum Event {
        GRANTED, REPLACED, RENEWED, NOT_RENEWED, LAPSED, RESUMED_BY_RENEWAL, DETACHED, GRACE_OVER, KEPT, NOT_KEPT,
        RESUMED_BY_WELCOME, ENDED, ANSWERED, REVOKED, SLEPT, ANSWER_LOST
    }

    static LongStream seeds() {
        return LongStream.range(0, 40);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void onlyUnitsWithAuthorityRun(long seed) {
        new Run(seed).go();
    }

    @Test
    void everyKindOfEventOccurs() {
        Set<Event> seen = EnumSet.noneOf(Event.class);
        seeds().forEach(seed -> seen.addAll(new Run(seed).go()));

        assertThat(seen).containsExactlyInAnyOrder(Event.values());
    }

    /** The test's own idea of a lease, from the rules alone. */
    private static final class Believed {
        final LeaseRef lease;
        long askedNanos;
        boolean ended;

        Believed(LeaseRef lease, long askedNanos) {
            this.lease = lease;
            this.askedNanos = askedNanos;
        }
    }

    private record Ask(long sentNanos, List<LeaseRef> listed) {}

    private static final class Run {
        private final Random random;
        private final String label;
        private final FakeProber prober = new FakeProber();
        private final Map<Long, Believed> believed = new HashMap<>();
        private final Set<Event> seen = EnumSet.noneOf(Event.class);
        private final List<Ask> asked = new ArrayList<>();
        private final HeldLeases held;
        private long now;
        private boolean attached;
        private long detachedAt;
        private long lastEpoch;

        Run(long seed) {
            random = new Random(seed);
            label = "seed " + seed;
            now = random.nextLong();
            held = new HeldLeases(prober, now);
            detachedAt = now - GRACE;
        }

        Set<Event> go() {
            for (int step = 0; step < STEPS; step++) {
                pass();
                act();
                check(step);
            }
            return seen;
        }

        private void pass() {
            boolean sleep = random.nextInt(200) == 0;
            now += sleep ? 30 * SECOND : random.nextLong(SECOND / 2);
            if (sleep) {
                seen.add(Event.SLEPT);
            }
            Set<Long> before = running();
            held.lapse(now);
            if (before.size() > running().size()) {
                seen.add(attached ? Event.LAPSED : Event.GRACE_OVER);
            }
        }

        private void act() {
            switch (random.nextInt(attached ? 12 : 4)) {
                case 0, 1 -> end();
                case 2 -> answer();
                case 3 -> flip();
                case 4, 5 -> grant();
                case 6 -> revoke();
                case 7, 8, 9 -> ask();
                default -> reply();
            }
        }

        private void grant() {
            long askedNanos = now - random.nextLong(5 * SECOND);
            LeaseRef lease = Samples.lease(1, random.nextInt(12), ++lastEpoch);
            held.replacedBy(lease).ifPresent(old -> {
                held.release(old.lease);
                believed.remove(old.unit.id());
                seen.add(Event.REPLACED);
            });
            long expires = HeldLeases.expiry(askedNanos, TTL);
            held.grant(
                    new HeldUnit(lease, Samples.unit(lastEpoch), expires, RateShare.getDefaultInstance()), now);
            believed.put(lastEpoch, new Believed(lease, askedNanos));
            seen.add(Event.GRANTED);
        }

        private void ask() {
            asked.add(new Ask(now, held.all().stream().map(unit -> unit.lease).toList()));
        }

        /** Any earlier heartbeat may be answered now, once or again, with some leases renewed; or its answer is lost. */
        private void reply() {
            if (asked.isEmpty()) {
                return;
            }
            Ask ask = asked.get(random.nextInt(asked.size()));
            if (random.nextBoolean()) {
                asked.remove(ask);
                seen.add(Event.ANSWER_LOST);
                return;
            }
            Set<LeaseRef> renewed = some(ask.listed());
            Set<Long> before = running();
            held.renewed(ask.listed(), renewed, HeldLeases.expiry(ask.sentNanos(), TTL), now);
            believe(ask.listed(), renewed, ask.sentNanos());
            seen.add(renewed.size() < ask.listed().size() ? Event.NOT_RENEWED : Event.RENEWED);
            if (!before.containsAll(running())) {
                seen.add(Event.RESUMED_BY_RENEWAL);
            }
        }

        private Set<LeaseRef> some(List<LeaseRef> leases) {
            Set<LeaseRef> some = new HashSet<>(leases);
            some.removeIf(lease -> random.nextInt(10) == 0);
            return some;
        }

        private void believe(List<LeaseRef> listed, Set<LeaseRef> kept, long sentNanos) {
            for (LeaseRef lease : listed) {
                Believed one = believed.get(lease.getEpoch());
                if (one != null && !kept.contains(lease)) {
                    believed.remove(lease.getEpoch());
                } else if (one != null && sentNanos - one.askedNanos > 0) {
                    one.askedNanos = sentNanos;
                }
            }
        }

        private void flip() {
            if (attached) {
                held.detached(GRACE, now);
                detachedAt = now;
                attached = false;
                asked.clear();
                seen.add(Event.DETACHED);
                return;
            }
            long helloAt = now - random.nextLong(SECOND);
            List<LeaseRef> asserted = held.all().stream().map(unit -> unit.lease).toList();
            Set<LeaseRef> kept = some(asserted);
            Set<Long> before = running();
            held.attached(kept, HeldLeases.expiry(helloAt, TTL), now);
            attached = true;
            believe(asserted, kept, helloAt);
            seen.add(kept.size() < asserted.size() ? Event.NOT_KEPT : Event.KEPT);
            if (!before.containsAll(running())) {
                seen.add(Event.RESUMED_BY_WELCOME);
            }
        }

        private void end() {
            prober.ids().stream().sorted().findFirst().ifPresent(id -> {
                held.ended(id);
                believed.values().stream()
                        .filter(one -> one.lease.getEpoch() == id)
                        .forEach(one -> one.ended = true);
                seen.add(Event.ENDED);
            });
        }

        private void answer() {
            held.all().stream().filter(unit -> !unit.probing()).findFirst().ifPresent(unit -> {
                held.release(unit.lease);
                believed.remove(unit.unit.id());
                seen.add(Event.ANSWERED);
            });
        }

        private void revoke() {
            held.all().stream().findAny().ifPresent(unit -> {
                held.release(unit.lease);
                believed.remove(unit.unit.id());
                seen.add(Event.REVOKED);
            });
        }

        private Set<Long> running() {
            Set<Long> running = new HashSet<>(prober.ids());
            running.removeIf(id -> !prober.running(id));
            return running;
        }

        private void check(int step) {
            Set<Long> allowed = new HashSet<>();
            for (Believed one : believed.values()) {
                boolean leased = now - (one.askedNanos + TTL - SECOND) < 0;
                boolean connected = attached || now - (detachedAt + GRACE) < 0;
                if (leased && connected && !one.ended) {
                    allowed.add(one.lease.getEpoch());
                }
            }
            assertThat(running()).as("%s, step %d", label, step).isEqualTo(allowed);
            assertThat(held.all())
                    .as("%s, step %d", label, step)
                    .extracting(unit -> unit.unit.id())
                    .containsExactlyInAnyOrderElementsOf(believed.keySet());
        }
    }
}
