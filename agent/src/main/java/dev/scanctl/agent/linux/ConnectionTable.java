package dev.scanctl.agent.linux;

import java.lang.System.Logger.Level;
import java.util.Optional;

/**
 * The connection tracking table of this thread's network namespace (nf_conntrack-sysctl in the kernel's documentation). Each
 * probe takes an entry, an unanswered SYN for some two minutes; a full table drops packets of everybody on this machine, so
 * probes stop short of it. Read again when older than 50 ms. Owned by one thread.
 */
public final class ConnectionTable implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(ConnectionTable.class.getName());
    private static final long MAX_AGE_NANOS = 50_000_000L;
    /** Of the table; the rest is for those who live on this machine. */
    private static final double OURS = 0.8;

    private final Optional<ProcFile> count;
    private final Optional<ProcFile> max;
    private long allowance = Long.MAX_VALUE;
    private long readAtNanos = System.nanoTime() - MAX_AGE_NANOS;
    private boolean warned;

    private ConnectionTable(Optional<ProcFile> count, Optional<ProcFile> max) {
        this.count = count;
        this.max = max;
    }

    /** Of the calling thread's namespace; without a table there is always room. */
    public static ConnectionTable open() {
        return in("/proc/sys/net/netfilter");
    }

    static ConnectionTable in(String folder) {
        return new ConnectionTable(
                ProcFile.open(folder + "/nf_conntrack_count"), ProcFile.open(folder + "/nf_conntrack_max"));
    }

    /** A probe was sent. */
    public void take() {
        allowance--;
    }

    /** Probes that may be sent before the table is looked at again, from 0: of a full one a single probe, to go on at all. */
    public long room() {
        long now = System.nanoTime();
        if (count.isPresent() && max.isPresent() && now - readAtNanos >= MAX_AGE_NANOS) {
            readAtNanos = now;
            long free = free(number(count.get()), number(max.get()));
            warn(free == 0);
            allowance = Math.max(1, free);
        }
        return Math.max(0, allowance);
    }

    static long free(long count, long max) {
        return max <= 0 ? Long.MAX_VALUE : Math.max(0, (long) (max * OURS) - count);
    }

    private void warn(boolean full) {
        if (full && !warned) {
            LOG.log(
                    Level.WARNING,
                    "The connection tracking table of this machine is nearly full; probes wait for room in it. Raise"
                            + " net.netfilter.nf_conntrack_max, or exempt probes from tracking by a notrack rule.");
        }
        warned = full;
    }

    private static long number(ProcFile file) {
        String text = file.text().strip();
        return text.isEmpty() || text.length() > 18 ? 0 : Long.parseLong(text);
    }

    @Override
    public void close() {
        count.ifPresent(ProcFile::close);
        max.ifPresent(ProcFile::close);
    }
}
