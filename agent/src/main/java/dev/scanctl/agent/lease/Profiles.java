package dev.scanctl.agent.lease;

import dev.scanctl.agent.probe.Manners;
import dev.scanctl.agent.probe.ProbeLimits;
import dev.scanctl.proto.v1.ProbeSettings;
import dev.scanctl.proto.v1.Profile;
import dev.scanctl.proto.v1.RateShare;
import dev.scanctl.wire.Fragile;
import java.time.Duration;

/**
 * What the profiles mean in numbers.
 *
 * <table>
 * <caption>Limits of a unit before overrides and rate shares</caption>
 * <tr><th></th><th>fragile</th><th>normal</th><th>fast</th><th>why</th></tr>
 * <tr><td>attempts a second per engine</td><td>50,000</td><td>50,000</td><td>-</td>
 *     <td>34 Mbit/s of the smallest Ethernet frames: a third of the slowest link that offices still have, and what their
 *     switches and routers forward without queues</td></tr>
 * <tr><td>attempts a second per host</td><td>5</td><td>10,000</td><td>-</td>
 *     <td>small controllers fall over at some tens; a common firewall or switch port carries ten thousand new flows of
 *     one host without notice</td></tr>
 * <tr><td>in flight per host</td><td>1</td><td>512</td><td>65,536</td>
 *     <td>listen backlogs are 128 to 4,096; closed ports answer faster than either fills; a host that answers is pressed no
 *     harder than it answers, one that never does is learnt to be silent in seconds</td></tr>
 * <tr><td>attempts before silence counts</td><td>2</td><td>2</td><td>2</td>
 *     <td>one lost packet must not make a port look filtered</td></tr>
 * <tr><td>most attempts where loss is seen</td><td>3</td><td>4</td><td>10</td>
 *     <td>at 5 % loss each way four attempts miss nine open ports in 100,000, at 20 % it takes ten</td></tr>
 * </table>
 *
 * <p>A normal scan of the agent's own addresses has no path to protect and no rate cap. In flight over all hosts is
 * bounded by the transport's capacity under every profile.
 */
final class Profiles {
    private static final ProbeLimits FRAGILE = new ProbeLimits(
            0, Fragile.HOST_PPS, Fragile.HOST_IN_FLIGHT, 2, 3, 0, new Manners(true, false, 50_000));
    private static final ProbeLimits NORMAL = new ProbeLimits(0, 10_000, 512, 2, 4, 0, new Manners(false, false, 50_000));
    private static final ProbeLimits OWN = new ProbeLimits(0, 0, 512, 2, 4, 0);
    private static final ProbeLimits FAST = new ProbeLimits(0, 0, 65_536, 2, 10, 0);
    private static final int MOST_RETRIES = 20;

    private Profiles() {}

    /**
     * The limits of a unit before its rate share.
     *
     * @param ownAddresses every address of the unit is one of this machine's
     * @throws BadGrant if the settings are out of their range
     */
    static ProbeLimits limits(ProbeSettings settings, boolean ownAddresses) {
        ProbeLimits profile = ofProfile(settings.getProfile(), ownAddresses);
        ProbeLimits attempts = settings.hasMaxRetries() ? withRetries(profile, settings.getMaxRetries()) : profile;
        return withTimeout(attempts, settings.getHostTimeoutMs());
    }

    /** The limits of a profile under a rate share; the smaller cap wins. */
    static ProbeLimits shared(ProbeLimits profile, RateShare share) {
        return profile.withRates(
                smaller(profile.maxPps(), share.getMaxPps()), smaller(profile.hostPps(), share.getHostPps()));
    }

    private static ProbeLimits ofProfile(Profile profile, boolean ownAddresses) {
        return switch (profile) {
            case PROFILE_FRAGILE -> FRAGILE;
            case PROFILE_UNSPECIFIED, PROFILE_NORMAL -> ownAddresses ? OWN : NORMAL;
            case PROFILE_FAST -> FAST;
            case UNRECOGNIZED -> throw BadGrant.malformed("its profile is unknown to this agent");
        };
    }

    /** {@code retries} attempts after the first, however little silence then proves: the operator asked for it. */
    private static ProbeLimits withRetries(ProbeLimits limits, int retries) {
        if (retries < 0 || retries > MOST_RETRIES) {
            throw BadGrant.malformed("its retries are " + Integer.toUnsignedString(retries) + ", not 0 to 20");
        }
        Manners usual = limits.manners();
        return limits.withAttempts(Math.min(2, retries + 1), retries + 1)
                .withManners(new Manners(usual.gentle(), true, usual.enginePps()));
    }

    private static ProbeLimits withTimeout(ProbeLimits limits, long hostTimeoutMs) {
        long longestMs = Duration.ofDays(365).toMillis();
        long millis = Long.compareUnsigned(hostTimeoutMs, longestMs) > 0 ? longestMs : hostTimeoutMs;
        return limits.withHostTimeout(Duration.ofMillis(millis).toNanos());
    }

    /** The smaller of two caps, of which 0 stands for none; a share is unsigned on the wire. */
    static long smaller(long cap, long share) {
        long other = share < 0 ? Long.MAX_VALUE : share;
        return cap == 0 ? other : other == 0 ? cap : Math.min(cap, other);
    }
}
