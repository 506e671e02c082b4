package dev.scanctl.agent.policy;

import dev.scanctl.agent.probe.Replies;
import dev.scanctl.agent.probe.Transport;
import dev.scanctl.wire.Address;
import dev.scanctl.wire.AddressSet;
import dev.scanctl.wire.Method;
import dev.scanctl.wire.Outcome;
import dev.scanctl.wire.PortState;
import dev.scanctl.wire.Reason;
import java.util.concurrent.atomic.LongAdder;

/**
 * Stands before a transport and asks the policy of each probe: what it refuses is never sent, and said not to be probed. Outside
 * of its hours nothing is sent either; that is a fault of this machine for as long as it lasts, so that nothing is concluded.
 */
public final class Gate implements Transport {
    private static final Outcome REFUSED = Outcome.of(PortState.NOT_PROBED, Reason.POLICY);

    private static final Outcome NOT_NOW = Outcome.of(PortState.UNKNOWN, Reason.LOCAL_FIREWALL);

    private final Transport behind;
    private final PolicyFile policy;
    private final LongAdder refused;

    /** @param refused counts what the policy did not let through, but for the hour */
    public Gate(Transport behind, PolicyFile policy, LongAdder refused) {
        this.behind = behind;
        this.policy = policy;
        this.refused = refused;
    }

    private boolean passes(int attempt, Address target, int port, Replies replies) {
        if (!policy.closed().isEmpty()) {
            replies.reply(attempt, NOT_NOW);
            return false;
        }
        if (policy.current().allows(target, port, behind.method())) {
            return true;
        }
        refused.increment();
        replies.reply(attempt, REFUSED);
        return false;
    }

    @Override
    public void send(int attempt, Address target, int port, Replies replies) {
        if (passes(attempt, target, port, replies)) {
            behind.send(attempt, target, port, replies);
        }
    }

    @Override
    public void sendGently(int attempt, Address target, int port, Replies replies) {
        if (passes(attempt, target, port, replies)) {
            behind.sendGently(attempt, target, port, replies);
        }
    }

    @Override
    public Method method() {
        return behind.method();
    }

    @Override
    public int capacity() {
        return behind.capacity();
    }

    @Override
    public boolean takesLeaveOf(AddressSet hosts) {
        return behind.takesLeaveOf(hosts);
    }

    @Override
    public void abandon(int attempt) {
        behind.abandon(attempt);
    }

    @Override
    public void poll(long maxWaitNanos, Replies replies) {
        behind.poll(maxWaitNanos, replies);
    }

    @Override
    public void wakeUp() {
        behind.wakeUp();
    }

    @Override
    public boolean localDrops() {
        return behind.localDrops();
    }

    @Override
    public void close() {
        behind.close();
    }
}
