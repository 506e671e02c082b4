package dev.scanctl.agent.lease;

import dev.scanctl.agent.probe.ProbeLimits;
import dev.scanctl.proto.v1.ProbeSettings;
import dev.scanctl.proto.v1.Profile;
import java.util.Locale;

/** The limits of a profile as an agent applies them to hosts elsewhere, for benchmarks. */
public final class ProfileLimits {
    private ProfileLimits() {}

    /** @param profile {@code fragile}, {@code normal} or {@code fast} */
    public static ProbeLimits of(String profile) {
        Profile named = Profile.valueOf("PROFILE_" + profile.toUpperCase(Locale.ROOT));
        return Profiles.limits(ProbeSettings.newBuilder().setProfile(named).build(), false);
    }
}
