package dev.scanctl.coordinator.desk;

import dev.scanctl.coordinator.lease.Abilities;
import dev.scanctl.coordinator.lease.AgentFacts;
import dev.scanctl.coordinator.lease.DeskView;
import dev.scanctl.coordinator.lease.LeaseId;
import dev.scanctl.coordinator.lease.LeaseListener;
import dev.scanctl.coordinator.lease.UnitReport;
import dev.scanctl.coordinator.lease.table.LeaseTable;
import dev.scanctl.coordinator.store.Lane;
import dev.scanctl.coordinator.store.Store;
import dev.scanctl.coordinator.store.row.AgentRow;
import dev.scanctl.coordinator.store.row.SegmentRow;
import dev.scanctl.proto.v1.FoundPort;
import dev.scanctl.proto.v1.HandBack;
import dev.scanctl.proto.v1.Heartbeat;
import dev.scanctl.proto.v1.Hello;
import dev.scanctl.proto.v1.LeaseRef;
import dev.scanctl.proto.v1.ResultAnswer.Verdict;
import dev.scanctl.proto.v1.UnitResult;
import dev.scanctl.wire.Reason;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The desk's side towards agents' streams: any thread may call; what is said becomes events of the desk. Messages must
 * have been checked.
 */
public final class DeskAgents {
    private final Store store;
    private final Consumer<Consumer<LeaseTable>> post;
    private final DeskQueue events;
    private final DeskLines lines;
    private final LeaseListener listener;
    private final Clock clock;
    private final AtomicLong lastSession = new AtomicLong();
    /** Attached agents by identity; written by the desk's thread. */
    private final Map<String, AgentFacts> live = new ConcurrentHashMap<>();
    /** The same by stream; owned by the desk's thread. */
    private final Map<Long, AgentFacts> bySession = new HashMap<>();

    DeskAgents(
            Store store,
            Consumer<Consumer<LeaseTable>> post,
            DeskQueue events,
            DeskLines lines,
            LeaseListener listener,
            Clock clock) {
        this.store = store;
        this.post = post;
        this.events = events;
        this.lines = lines;
        this.listener = listener;
        this.clock = clock;
    }

    /** The attached agent with this identity and incarnation. */
    public Optional<AgentFacts> live(String agentId, long incarnation) {
        return Optional.ofNullable(live.get(agentId)).filter(facts -> facts.incarnation() == incarnation);
    }

    /** Has the agent of that stream renew its certificate. */
    public void askToRenew(long session) {
        post.accept(table -> lines.askToRenew(session));
    }

    /** Has all agents that are there renew their certificates. */
    public void askAllToRenew() {
        post.accept(table -> lines.askAllToRenew());
    }

    /** Cuts the agent's streams; its units go back once its leases would have ended. */
    public void expel(String agentId, String why) {
        post.accept(table -> List.copyOf(bySession.entrySet()).stream()
                .filter(attached -> attached.getValue().agentId().equals(agentId))
                .forEach(attached -> {
                    lines.expel(attached.getKey(), why);
                    end(table, attached.getKey());
                }));
    }

    /** A stream begins; answers its number. */
    public long opened(AgentLine line) {
        long session = lastSession.incrementAndGet();
        post.accept(table -> lines.open(session, line));
        return session;
    }

    /** @param peer address as shown to people */
    public void hello(long session, Hello hello, long seq, String peer) {
        long nowMs = clock.millis();
        post.accept(table -> events.answer(
                store.write(Lane.CONTROL, tables -> {
                    SegmentRow segment = tables.segments().findOrCreate(hello.getSegment(), space(hello));
                    tables.agents().hello(row(hello, segment.id(), nowMs));
                    return segment;
                }),
                (lease, segment) -> attach(lease, session, hello, seq, peer, segment),
                lease -> lines.cut(session, "the coordinator's store failed; try again")));
    }

    private static String space(Hello hello) {
        return hello.getSpace().isEmpty() ? "default" : hello.getSpace();
    }

    private static AgentRow row(Hello hello, int segmentId, long nowMs) {
        return new AgentRow(
                hello.getAgentId(),
                hello.getName(),
                segmentId,
                hello.getVersion(),
                hello.getCapabilities().getPlatform(),
                hello.getCapabilities().toByteArray(),
                hello.getIncarnation(),
                nowMs,
                nowMs,
                hello.getWallClockMs() == 0 ? 0 : hello.getWallClockMs() - nowMs);
    }

    private void attach(LeaseTable table, long session, Hello hello, long seq, String peer, SegmentRow segment) {
        if (!lines.isOpen(session)) {
            return;
        }
        lines.space(segment.id(), segment.space());
        AgentFacts facts = new AgentFacts(
                hello.getAgentId(),
                hello.getName(),
                segment.id(),
                segment.name(),
                hello.getIncarnation(),
                hello.getVersion(),
                peer,
                Abilities.of(hello.getCapabilities()));
        Set<LeaseId> held = hello.getHeldList().stream()
                .map(ref -> Messages.lease(ref, segment.id()))
                .collect(Collectors.toSet());
        // Before the welcome is sent: the agent opens its report call as soon as it hears it.
        AgentFacts before = live.put(facts.agentId(), facts);
        table.hello(session, facts, held, seq, hello.getFreeSlots(), events.nowNanos());
        if (facts.equals(table.attached(session))) {
            bySession.put(session, facts);
        } else if (before == null) {
            live.remove(facts.agentId());
        } else {
            live.put(facts.agentId(), before);
        }
    }

    public void heartbeat(long session, Heartbeat beat, long seq) {
        post.accept(table -> {
            AgentFacts facts = table.attached(session);
            if (facts != null) {
                List<UnitReport> units = beat.getUnitsList().stream()
                        .map(unit -> new UnitReport(
                                Messages.lease(unit.getLease(), facts.segmentId()),
                                unit.getProbesDone(),
                                unit.getRatePps(),
                                unit.getSuspended(),
                                unit.getShare()))
                        .toList();
                table.heartbeat(session, seq, units, beat.getFreeSlots(), beat.getNote(), events.nowNanos());
            }
        });
    }

    /** @param reason null: the agent is drained */
    public void handBack(long session, HandBack back, @Nullable Reason reason) {
        post.accept(table -> {
            AgentFacts facts = table.attached(session);
            if (facts != null) {
                LeaseId id = Messages.lease(back.getLease(), facts.segmentId());
                table.handBack(session, id, reason, back.getDetail(), events.nowNanos());
            }
        });
    }

    public void ended(long session) {
        post.accept(table -> end(table, session));
    }

    private void end(LeaseTable table, long session) {
        lines.close(session);
        table.ended(session, events.nowNanos());
        AgentFacts facts = bySession.remove(session);
        if (facts != null) {
            // The agent may be attached by a newer stream already.
            live.computeIfPresent(facts.agentId(), (id, newest) -> newest == facts ? null : newest);
            lastSeen(facts);
        }
    }

    private void lastSeen(AgentFacts facts) {
        long nowMs = clock.millis();
        events.answer(
                store.write(Lane.CONTROL, tables -> tables.agents().seen(facts.agentId(), nowMs)),
                (table, seen) -> {},
                table -> {});
    }

    /** @param observedMs when it was so, by the coordinator's clock */
    public void found(AgentFacts agent, FoundPort found, long observedMs) {
        post.accept(table -> {
            LeaseId id = Messages.lease(found.getLease(), agent.segmentId());
            if (table.found(id)) {
                listener.found(id.unit(), id.epoch(), found.getPort(), observedMs);
            }
        });
    }

    /** A result is on its way into the store: {@link #resultAnswered} must follow, whatever happens. */
    public void resultArrived(AgentFacts agent, LeaseRef ref) {
        post.accept(table -> table.resultArrived(Messages.lease(ref, agent.segmentId())));
    }

    /** The store has answered a result. Never waits. */
    public void resultAnswered(AgentFacts agent, UnitResult result, Verdict verdict) {
        events.putAnswer(table -> {
            LeaseId id = Messages.lease(result.getLease(), agent.segmentId());
            if (verdict == Verdict.VERDICT_APPLIED) {
                listener.committed(id.unit(), id.epoch(), result);
            }
            long hosts = result.getHostsList().stream()
                    .mapToLong(host -> Math.max(1, Integer.toUnsignedLong(host.getCount())))
                    .sum();
            table.resultAnswered(
                    id, verdict, result.getPartial(), hosts, result.getOpenCount(), events.nowNanos());
        });
    }

    DeskView view(LeaseTable table) {
        return table.view(events.nowNanos(), clock.millis());
    }
}
