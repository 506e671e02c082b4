package dev.scanctl.coordinator.scan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scanctl.proto.v1.Profile;
import dev.scanctl.proto.v1.ProbeSettings;
import dev.scanctl.proto.v1.ScanSpec;
import dev.scanctl.proto.v1.SourceText;
import org.junit.jupiter.api.Test;

class LikeSpecTest {
    private static final ScanSpec OLD = ScanSpec.newBuilder()
            .setName("weekly")
            .addTargets(text("10.0.0.0/24"))
            .addExclusions(text("10.0.0.1"))
            .addSegments("dmz")
            .setTopPorts(100)
            .setRatePps(500)
            .setSettings(ProbeSettings.newBuilder().setProfile(Profile.PROFILE_FRAGILE).setMaxRetries(3))
            .build();

    private static SourceText text(String text) {
        return SourceText.newBuilder().setText(text).build();
    }

    @Test
    void whatIsNotSetStays() {
        assertThat(LikeSpec.merge(OLD, ScanSpec.getDefaultInstance())).isEqualTo(OLD);
    }

    @Test
    void whatIsSetReplacesTheWholeList() {
        ScanSpec merged = LikeSpec.merge(
                OLD, ScanSpec.newBuilder().addTargets(text("10.9.0.1")).addSegments("corp").build());

        assertThat(merged.getTargetsList()).containsExactly(text("10.9.0.1"));
        assertThat(merged.getSegmentsList()).containsExactly("corp");
        assertThat(merged.getExclusionsList()).containsExactly(text("10.0.0.1"));
    }

    @Test
    void portsReplaceTheTopOnes() {
        ScanSpec merged = LikeSpec.merge(OLD, ScanSpec.newBuilder().setPorts("22").build());

        assertThat(merged.getPorts()).isEqualTo("22");
        assertThat(merged.getTopPorts()).isZero();
    }

    @Test
    void settingsAreReplacedOneByOne() {
        ScanSpec merged = LikeSpec.merge(OLD, ScanSpec.newBuilder()
                .setSettings(ProbeSettings.newBuilder().setMaxRetries(0))
                .build());

        assertThat(merged.getSettings().getProfile()).isEqualTo(Profile.PROFILE_FRAGILE);
        assertThat(merged.getSettings().getMaxRetries()).isZero();
    }
}
