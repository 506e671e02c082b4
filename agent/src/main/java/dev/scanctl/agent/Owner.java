package dev.scanctl.agent;

import dev.scanctl.agent.lease.LeasedWork;
import dev.scanctl.agent.policy.Gate;
import dev.scanctl.agent.policy.Policy;
import dev.scanctl.agent.policy.PolicyFile;
import dev.scanctl.agent.probe.Transport;
import java.time.Instant;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** What the owner of this machine rules, as the parts of the agent ask for it. */
final class Owner implements LeasedWork.OwnerRules {
    /** The owner types the targets: nothing else is probed. */
    static final Owner LOCAL = new Owner(null);

    private final @Nullable PolicyFile file;
    private final LongAdder refused = new LongAdder();

    private Owner(@Nullable PolicyFile file) {
        this.file = file;
    }

    static Owner of(PolicyFile file) {
        return new Owner(file);
    }

    /** Takes up a change of the policy; on one thread. */
    void look() {
        if (file != null) {
            file.look();
        }
    }

    boolean raw() {
        return file == null || file.current().raw();
    }

    /** The transport with a gate before it. */
    Transport before(Transport transport) {
        return file == null ? transport : new Gate(transport, file::current, refused);
    }

    /**
     * The smaller of two rates.
     *
     * @param configured 0: no limit
     */
    long maxPps(long configured) {
        long ruled = file == null ? 0 : file.current().maxPps();
        return configured == 0 || ruled == 0 ? Math.max(configured, ruled) : Math.min(configured, ruled);
    }

    @Override
    public long hostPps() {
        return file == null ? 0 : file.current().hostPps();
    }

    @Override
    public String closed() {
        Policy policy = file == null ? null : file.current();
        Instant now = Instant.now();
        if (policy == null || policy.hours().open(now)) {
            return "";
        }
        return "this machine's owner allows no probes before "
                + policy.hours().nextOpen(now).map(Instant::toString).orElse("the policy changes");
    }
}
