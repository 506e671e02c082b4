package dev.scanctl.agent;

import dev.scanctl.agent.lease.OwnerRules;
import dev.scanctl.agent.policy.Gate;
import dev.scanctl.agent.policy.PolicyFile;
import dev.scanctl.agent.probe.Transport;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * What the owner of this machine rules, as the parts of the agent ask for it. The file and the name service are looked at by a
 * thread of its own, since either may take its time.
 */
final class Owner implements OwnerRules, AutoCloseable {
    private static final Logger LOG = System.getLogger(Owner.class.getName());
    /** Between two looks; a change holds within twice of it. */
    private static final long LOOK_SECONDS = 1;
    /** Looks between two lines of the log about what was refused. */
    private static final int TELL_EVERY = 60;

    private final @Nullable PolicyFile file;
    private final LongAdder refused = new LongAdder();
    private final ScheduledExecutorService looks = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("agent-policy").daemon().factory());
    private long told;
    private int untold;

    private Owner(@Nullable PolicyFile file) {
        this.file = file;
    }

    /** Rules by this file, which is read now. */
    static Owner of(PolicyFile file) {
        file.look();
        return new Owner(file);
    }

    /** The owner types the targets: nothing else is probed. */
    static Owner local() {
        return new Owner(null);
    }

    /** From now on changes of the file are taken up. */
    void start() {
        if (file != null) {
            looks.scheduleWithFixedDelay(this::look, LOOK_SECONDS, LOOK_SECONDS, TimeUnit.SECONDS);
        }
    }

    private void look() {
        try {
            if (file != null) {
                file.look();
            }
            tell();
        } catch (RuntimeException e) {
            // The next look must come whatever happens to this one.
            LOG.log(Level.ERROR, "Internal error while the policy was looked at; please report it", e);
        }
    }

    private void tell() {
        long sum = refused.sum();
        if (++untold >= TELL_EVERY && sum > told) {
            LOG.log(Level.WARNING, "The policy refused {0} probes since this was last told.", sum - told);
            told = sum;
            untold = 0;
        }
    }

    boolean raw() {
        return file == null || file.current().raw();
    }

    /** The transport with a gate before it. */
    Transport before(Transport transport) {
        return file == null ? transport : new Gate(transport, file, refused);
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
    public long subnetPps() {
        return file == null ? 0 : file.current().subnetPps();
    }

    @Override
    public String closed() {
        return file == null ? "" : file.closed();
    }

    @Override
    public void close() {
        looks.shutdownNow();
    }
}
