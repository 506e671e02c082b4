package dev.scanctl.coordinator.lease.table;

import dev.scanctl.coordinator.lease.AgentFacts;
import dev.scanctl.coordinator.lease.LeaseId;
import dev.scanctl.coordinator.lease.LeaseLines;
import dev.scanctl.coordinator.lease.ScanTerms;
import dev.scanctl.coordinator.lease.UnitReport;
import dev.scanctl.proto.v1.Refused;
import dev.scanctl.wire.AddressSet;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Agents that come, beat and go. Owned by the lease table's thread.
 *
 * <p>An agent's word is taken for what it holds: what it does not claim at its hello it will not finish. A lost
 * incarnation is one that another has followed, or that stayed away for {@link #LOST_NANOS}; only then do the units it
 * held count an attempt, so that a cut cable quarantines nothing.
 */
final class Sessions {
    private static final long LOST_NANOS = 60_000_000_000L;
    private static final int MOST_SLOTS = 1024;

    private final Board board;
    private final Transitions transitions;
    private final Leases leases;
    private final LeaseLines lines;
    private final Consumer<String> journal;

    Sessions(Board board, Transitions transitions, Leases leases, LeaseLines lines, Consumer<String> journal) {
        this.board = board;
        this.transitions = transitions;
        this.leases = leases;
        this.lines = lines;
        this.journal = journal;
    }

    void hello(long session, AgentFacts facts, Set<LeaseId> held, long seq, int freeSlots, long nowNanos) {
        AgentTrack agent = board.agent(facts.agentId(), facts.incarnation());
        if (refused(agent, session, facts, nowNanos)) {
            return;
        }
        if (agent.connected()) {
            board.sessions.remove(agent.session);
            lines.cut(agent.session, "replaced by a newer stream of the same agent");
        }
        if (agent.incarnation != facts.incarnation()) {
            countLost(agent);
            agent.rest.over();
        }
        agent.lapsed.clear();
        attach(agent, session, facts, seq, held.size() + freeSlots, nowNanos);
        welcome(agent, held, seq, nowNanos);
    }

    private boolean refused(AgentTrack agent, long session, AgentFacts facts, long nowNanos) {
        long silent = nowNanos - agent.lastSeenNanos;
        long left = board.times.ttl().toNanos() - silent;
        boolean duplicate = agent.connected() && agent.incarnation != facts.incarnation() && left > 0;
        if (duplicate) {
            journal.accept("Agent " + facts.name() + " at " + facts.peer() + " is refused: " + agent.label()
                    + ", with the same identity file, is connected. Give each agent a file of its own.");
            String detail = "another live agent uses this identity file; each agent needs its own";
            lines.refuse(session, Refused.Cause.CAUSE_DUPLICATE_IDENTITY, detail, left / 1_000_000 + 1);
        }
        return duplicate;
    }

    private void attach(AgentTrack agent, long session, AgentFacts facts, long seq, int capacity, long nowNanos) {
        agent.facts = facts;
        agent.incarnation = facts.incarnation();
        agent.session = session;
        agent.detached = false;
        agent.lastSeq = seq;
        agent.lastSeenNanos = nowNanos;
        agent.capacity = Math.min(MOST_SLOTS, capacity);
        board.sessions.put(session, agent);
        journal.accept("Agent " + facts.name() + " is connected from " + facts.peer() + ": segment " + facts.segment()
                + ", version " + facts.version() + ".");
    }

    private void welcome(AgentTrack agent, Set<LeaseId> held, long seq, long nowNanos) {
        List<Lease> kept = new ArrayList<>();
        for (Lease lease : List.copyOf(agent.leases.values())) {
            if (lease.incarnation != agent.incarnation) {
                loseIncarnation(lease, agent);
            } else if (held.contains(lease.id) && lease.unit.held()) {
                lease.renewedNanos = nowNanos;
                lease.granted = true;
                kept.add(lease);
            } else if (lease.unit.held() && lease.ingesting == 0) {
                transitions.release(lease.unit, null, "agent " + agent.label() + " came back without it");
            }
        }
        lines.welcome(agent.session, kept.stream().map(lease -> lease.id).toList(), seq);
        kept.forEach(leases::tell);
        tellExclusions(agent, kept);
    }

    private void loseIncarnation(Lease lease, AgentTrack agent) {
        if (lease.unit.held()) {
            lease.unit.owedAttempts += lease.granted ? 1 : 0;
            journal.accept(lease.unit.key + " goes back: agent " + agent.label() + " was restarted while it held it.");
            transitions.release(lease.unit, null, "agent " + agent.label() + " was restarted");
        }
    }

    /** Sends what of each scan's overlay touches these leases. */
    void tellExclusions(AgentTrack agent, Collection<Lease> held) {
        Set<Long> scanIds = new TreeSet<>(held.stream().map(lease -> lease.id.unit().scanId()).toList());
        for (long scanId : scanIds) {
            List<Lease> ofScan = held.stream()
                    .filter(lease -> lease.id.unit().scanId() == scanId)
                    .toList();
            ScanTerms terms = ofScan.getFirst().unit.segment.scan.terms;
            AddressSet touched = ofScan.stream()
                    .map(lease -> terms.plan().unit(lease.id.unit().unit()).addresses())
                    .reduce(AddressSet.EMPTY, AddressSet::union)
                    .intersect(terms.excluded());
            if (terms.overlay() > 0 && agent.connected()) {
                lines.exclude(agent.session, scanId, terms.overlay(), touched);
            }
        }
    }

    void heartbeat(long session, long seq, List<UnitReport> units, int freeSlots, String note, long nowNanos) {
        AgentTrack agent = board.sessions.get(session);
        if (agent == null || seq <= agent.lastSeq) {
            return;
        }
        agent.lastSeq = seq;
        agent.lastSeenNanos = nowNanos;
        agent.capacity = Math.min(MOST_SLOTS, units.size() + freeSlots);
        agent.note = note;
        List<LeaseId> renewed = new ArrayList<>();
        for (UnitReport report : units) {
            Lease lease = board.lease(report.lease());
            if (lease != null && lease.heldBy(agent) && lease.unit.held()) {
                renew(lease, report, nowNanos);
                renewed.add(lease.id);
            }
        }
        lines.renew(session, seq, renewed);
    }

    private void renew(Lease lease, UnitReport report, long nowNanos) {
        lease.renewedNanos = nowNanos;
        lease.granted = true;
        lease.shareHeard(report.share());
        if (report.share() != lease.share.number()) {
            leases.tell(lease);
        }
        lease.probesDone = report.probesDone();
        lease.ratePps = report.ratePps();
        lease.suspended = report.suspended();
    }

    void ended(long session, long nowNanos) {
        AgentTrack agent = board.sessions.remove(session);
        if (agent != null && agent.session == session) {
            agent.session = 0;
            agent.detached = true;
            agent.detachedNanos = nowNanos;
            // What it handed back just now is still being written, and waits for nobody.
            long held = agent.leases.values().stream().filter(lease -> lease.unit.held()).count();
            journal.accept("Agent " + agent.label() + " has lost its connection; it held " + held
                    + " units, which wait "
                    + board.times.reattach().toSeconds() + " s for it.");
        }
    }

    void expire(long nowNanos) {
        for (AgentTrack agent : List.copyOf(board.agents.values())) {
            if (agent.connected() && nowNanos - agent.lastSeenNanos >= longestSilenceNanos()) {
                cutSilent(agent, nowNanos);
            }
            for (Lease lease : List.copyOf(agent.leases.values())) {
                if (lease.unit.held() && lease.ingesting == 0 && nowNanos - deadline(agent, lease) >= 0) {
                    expire(agent, lease);
                }
            }
            boolean gone = agent.detached && nowNanos - agent.lastSeenNanos >= LOST_NANOS;
            if (gone && !agent.lapsed.isEmpty()) {
                countLost(agent);
            }
        }
    }

    private long longestSilenceNanos() {
        return board.times.ttl().plus(board.times.expiryGrace()).toNanos();
    }

    /** A connection that died without a word: no unit may wait for its agent. */
    private void cutSilent(AgentTrack agent, long nowNanos) {
        long session = agent.session;
        journal.accept("Agent " + agent.label() + " has said nothing for "
                + (nowNanos - agent.lastSeenNanos) / 1_000_000_000L + " s and is taken for gone.");
        lines.cut(session, "nothing was heard for too long");
        ended(session, nowNanos);
    }

    private long deadline(AgentTrack agent, Lease lease) {
        long silent = lease.renewedNanos + longestSilenceNanos();
        if (!agent.detached) {
            return silent;
        }
        long left = agent.detachedNanos + board.times.reattach().toNanos();
        long firstTtl = board.startNanos + board.times.ttl().toNanos();
        return Math.min(silent, Math.max(left, firstTtl));
    }

    private void expire(AgentTrack agent, Lease lease) {
        String why = agent.detached ? " left and did not come back" : " said nothing of it for too long";
        journal.accept(lease.unit.key + " goes back: agent " + agent.label() + why + ".");
        agent.lapsed.add(lease.id);
        transitions.release(lease.unit, null, "agent " + agent.label() + why);
    }

    private void countLost(AgentTrack agent) {
        for (LeaseId lapsed : agent.lapsed) {
            TrackedUnit unit = board.unit(lapsed.unit());
            if (unit != null) {
                unit.owedAttempts++;
                transitions.reconcile(unit);
            }
        }
        agent.lapsed.clear();
    }
}
