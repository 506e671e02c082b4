package dev.scanctl.agent.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scanctl.agent.probe.Manners;
import dev.scanctl.agent.probe.ProbeLimits;
import dev.scanctl.proto.v1.ProbeSettings;
import dev.scanctl.proto.v1.Profile;
import dev.scanctl.proto.v1.RateShare;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProfilesTest {

    private static ProbeLimits of(Profile profile) {
        return Profiles.limits(ProbeSettings.newBuilder().setProfile(profile).build(), false);
    }

    @Test
    void fragileHostsGetFiveProbesASecondOneAtATime() {
        assertThat(of(Profile.PROFILE_FRAGILE)).isEqualTo(new ProbeLimits(0, 5, 1, 2, 3, 0, new Manners(true, false, 50_000)));
    }

    @Test
    void normalIsTheDefault() {
        assertThat(of(Profile.PROFILE_UNSPECIFIED)).isEqualTo(of(Profile.PROFILE_NORMAL));
        assertThat(of(Profile.PROFILE_NORMAL))
                .isEqualTo(new ProbeLimits(0, 10_000, 512, 2, 4, 0, new Manners(false, false, 50_000)));
    }

    @Test
    void fastHasNoRateCap() {
        assertThat(of(Profile.PROFILE_FAST)).isEqualTo(new ProbeLimits(0, 0, 65_536, 2, 10, 0));
    }

    @Test
    void operationsTellsTheNumbersAsTheyAre() throws IOException {
        String table = Files.readString(Path.of("../docs/operations.md")).split("## Profiles", 2)[1];

        assertThat(table)
                .contains(row("probes a second, each engine of an agent", limits -> limits.manners().enginePps()))
                .contains(row("probes a second, each host", ProbeLimits::hostPps))
                .contains(row("in flight, each host", ProbeLimits::hostInFlight))
                .contains(row("attempts before silence counts", ProbeLimits::minAttempts))
                .contains(row("most attempts where loss is seen", ProbeLimits::maxAttempts));
    }

    private static String row(String bound, ToLongFunction<ProbeLimits> number) {
        return Stream.of(Profile.PROFILE_FRAGILE, Profile.PROFILE_NORMAL, Profile.PROFILE_FAST)
                .map(profile -> number.applyAsLong(of(profile)))
                .map(value -> value == 0 ? "none" : String.format(Locale.ROOT, "%,d", value))
                .collect(Collectors.joining(" | ", "| " + bound + " | ", " | "));
    }

    @Test
    void fragileStaysGentleWithTheAgentsOwnMachine() {
        ProbeSettings fragile = ProbeSettings.newBuilder().setProfile(Profile.PROFILE_FRAGILE).build();

        assertThat(Profiles.limits(fragile, true).hostPps()).isEqualTo(5);
    }

    @ParameterizedTest
    @CsvSource({"0, 1, 1", "1, 2, 2", "2, 2, 3", "20, 2, 21"})
    void retriesBoundAttempts(int retries, int least, int most) {
        ProbeLimits limits =
                Profiles.limits(ProbeSettings.newBuilder().setMaxRetries(retries).build(), false);

        assertThat(limits.minAttempts()).isEqualTo(least);
        assertThat(limits.maxAttempts()).isEqualTo(most);
        assertThat(limits.manners().strict()).isTrue();
    }

    @Test
    void absurdRetriesAreRefusedAndAbsurdTimesAreCut() {
        ProbeSettings retries = ProbeSettings.newBuilder().setMaxRetries(21).build();
        assertThatThrownBy(() -> Profiles.limits(retries, false)).isInstanceOf(BadGrant.class);

        ProbeSettings time = ProbeSettings.newBuilder().setHostTimeoutMs(-1).build();
        assertThat(Profiles.limits(time, false).hostTimeoutNanos())
                .isEqualTo(Duration.ofDays(365).toNanos());
    }

    @ParameterizedTest
    @CsvSource({"0, 0, 0", "5, 0, 5", "0, 5, 5", "5, 3, 3", "3, 5, 3", "5, -1, 5"})
    void smallerCapWinsAndZeroIsNone(long cap, long share, long expected) {
        assertThat(Profiles.smaller(cap, share)).isEqualTo(expected);
    }

    @Test
    void shareCapsUnitAndHost() {
        RateShare share = RateShare.newBuilder().setMaxPps(50).setHostPps(20_000).build();

        ProbeLimits limits = Profiles.shared(of(Profile.PROFILE_NORMAL), share);

        assertThat(limits.maxPps()).isEqualTo(50);
        assertThat(limits.hostPps()).isEqualTo(10_000);
    }
}
