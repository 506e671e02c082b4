package dev.scanctl.coordinator.scan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scanctl.proto.v1.Method;
import dev.scanctl.proto.v1.ProbeSettings;
import dev.scanctl.proto.v1.Profile;
import dev.scanctl.proto.v1.ScanSpec;
import java.util.List;
import org.junit.jupiter.api.Test;

class SpecRulesTest {
    private static final List<String> KNOWN = List.of("dmz", "corp");

    private static ScanSpec.Builder spec() {
        return ScanSpec.newBuilder().addSegments("dmz");
    }

    private static void refused(ScanSpec.Builder spec, String sentence) {
        assertThatThrownBy(() -> SpecRules.checked(spec.build(), KNOWN))
                .isInstanceOf(ScanRefused.class)
                .hasMessage(sentence)
                .extracting(e -> ((ScanRefused) e).why())
                .isEqualTo(ScanRefused.Cause.MALFORMED);
    }

    @Test
    void segmentNamedTwiceCountsOnce() {
        ScanSpec checked = SpecRules.checked(spec().addSegments("corp").addSegments("dmz").build(), KNOWN);

        assertThat(checked.getSegmentsList()).containsExactly("dmz", "corp");
    }

    @Test
    void unknownSegmentIsRefusedNamingTheKnownOnes() {
        refused(spec().addSegments("lab"), "segment 'lab' is not known; known are corp, dmz");
        refused(ScanSpec.newBuilder(), "no segment to scan from is named; known are corp, dmz");
        refused(spec().addSegments("DMZ"), "'DMZ' is not a segment's name: 1 to 64 of a-z, 0-9, '-', '_', '.'");
        assertThatThrownBy(() -> SpecRules.checked(spec().build(), List.of()))
                .hasMessage("segment 'dmz' is not known; no segment is known yet: an agent has to come first (scanctl agent token create)");
    }

    @Test
    void overlongAndUnprintableWordsAreRefused() {
        refused(spec().setName("n".repeat(129)), "the name has 129 characters; at most 128 are taken");
        refused(spec().setReason("r".repeat(1001)), "the reason has 1001 characters; at most 1000 are taken");
        refused(spec().setOwner("o".repeat(129)), "the owner has 129 characters; at most 128 are taken");
        refused(spec().setName("a\u001b[31mb"), "the name holds a control character, which could upset a terminal");
        refused(spec().setName("17"), "the name '17' is a number, and would be taken for a scan's id");
        refused(spec().setName("a "), "the name 'a ' begins or ends with a space");
    }

    @Test
    void fragileScanBySynIsRefused() {
        ProbeSettings.Builder fragile = ProbeSettings.newBuilder().setProfile(Profile.PROFILE_FRAGILE);

        refused(
                spec().setSettings(fragile.setMethod(Method.METHOD_SYN)),
                "the profile fragile ends connections in order and a SYN probe ends them by a reset;"
                        + " leave out --probe syn, or choose another profile");
        SpecRules.checked(spec().setSettings(fragile.setMethod(Method.METHOD_CONNECT)).build(), KNOWN);
    }

    @Test
    void lengthsAreCountedInCharactersAsPeopleCountThem() {
        assertThat(SpecRules.checked(spec().setName("😀".repeat(128)).build(), KNOWN).getName()).hasSize(256);
    }

    @Test
    void ratesAndPrioritiesOutOfRangeAreRefused() {
        refused(spec().setRatePps(-1),
                "the rate of 18446744073709551615 attempts a second is not within 1 to 1000000000 (0: no cap)");
        refused(spec().setHostRatePps(2_000_000_000L),
                "the host rate of 2000000000 attempts a second is not within 1 to 1000000000 (0: no cap)");
        refused(spec().setPriority(101), "the priority of 101 is not within 1 (least) to 100 (0: the usual 50)");
    }

    @Test
    void methodIsOneOfTcp() {
        refused(with(Method.METHOD_UDP), "the method is one of TCP; give UDP ports as U:..., such as -p U:53");
        refused(
                with(Method.METHOD_ICMP_ECHO),
                "the probe method is not one for ports; leave it out, or use connect or syn");
        assertThat(SpecRules.checked(with(Method.METHOD_CONNECT).build(), KNOWN)).isNotNull();
        assertThat(SpecRules.checked(with(Method.METHOD_SYN).build(), KNOWN)).isNotNull();
    }

    private static ScanSpec.Builder with(Method method) {
        return spec().setSettings(ProbeSettings.newBuilder().setMethod(method));
    }

    @Test
    void settingsOutOfRangeAreRefused() {
        refused(spec().setSettings(ProbeSettings.newBuilder().setMaxRetries(21)),
                "the number of retries is not within 0 to 20");
        refused(spec().setSettings(ProbeSettings.newBuilder().setHostTimeoutMs(-1)),
                "the host timeout is not within 1 ms to 30 days (0: no limit)");
    }

    @Test
    void requestNeedsAnId() {
        assertThatThrownBy(() -> SpecRules.requestId(""))
                .hasMessage("the request has no id, which makes a retry harmless; it is 1 to 64 characters");
        assertThatThrownBy(() -> SpecRules.requestId("x".repeat(65)))
                .hasMessage("the request id has 65 characters; at most 64 are taken");
    }
}
