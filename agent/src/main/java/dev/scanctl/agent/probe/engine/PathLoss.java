package dev.scanctl.agent.probe.engine;

import dev.scanctl.agent.probe.measure.LossEstimate;
import java.util.Arrays;

/**
 * The loss that hosts of one unit have in common, which is the path's: pooled over all, without those that lose far more
 * than the median, since they limit their answers or are broken themselves. Looked at again now and then.
 */
final class PathLoss {
    private static final long FRESH_NANOS = 200_000_000L;
    /** Hosts looked at, spread over all. */
    private static final int SAMPLE = 256;
    /** Fewer hosts have no median worth the name. */
    private static final int FEW_HOSTS = 3;

    private final HostState[] hosts;
    private final LossEstimate all;
    private final double[] rates = new double[SAMPLE];
    private LossEstimate common = new LossEstimate();
    private long lookedNanos = Long.MIN_VALUE / 2;

    /** @param all what was learnt of all hosts together, for as long as few of them tell anything alone */
    PathLoss(HostState[] hosts, LossEstimate all) {
        this.hosts = hosts;
        this.all = all;
    }

    /** Attempts after which an answering port would have been missed with a small chance; 1: no loss seen. */
    int attempts(long nowNanos) {
        return fresh(nowNanos).attemptsByRate();
    }

    /** Whether loss that was not seen is hardly there. */
    boolean plenty(long nowNanos) {
        return fresh(nowNanos).plenty();
    }

    private LossEstimate fresh(long nowNanos) {
        if (nowNanos - lookedNanos >= FRESH_NANOS) {
            lookedNanos = nowNanos;
            common = look();
        }
        return common;
    }

    /** As it is now, see {@link LossEstimate#oneWayPpm}. */
    int oneWayPpm() {
        return look().oneWayPpm();
    }

    private LossEstimate look() {
        int stride = Math.max(1, hosts.length / SAMPLE);
        int count = 0;
        for (int i = 0; i < hosts.length && count < SAMPLE; i += stride) {
            if (tells(hosts[i])) {
                rates[count++] = hosts[i].loss.rate();
            }
        }
        if (count < FEW_HOSTS) {
            return all;
        }
        Arrays.sort(rates, 0, count);
        return pooled(stride, 2 * rates[count / 2] + 0.02);
    }

    /** What a host that limits its answers does not answer was not lost on the path. */
    private static boolean tells(HostState host) {
        return !host.limits() && host.loss.telling();
    }

    private LossEstimate pooled(int stride, double mostRate) {
        LossEstimate pool = new LossEstimate();
        for (int i = 0; i < hosts.length; i += stride) {
            if (!hosts[i].limits() && !hosts[i].loss.exceeds(mostRate)) {
                pool.include(hosts[i].loss);
            }
        }
        return pool;
    }
}
