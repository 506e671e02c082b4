package dev.scanctl.cli.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scanctl.proto.v1.FileSpace;
import org.junit.jupiter.api.Test;

class PruneTextTest {

    @Test
    void whatTheDiskGetsAndWhenIsSaid() {
        FileSpace mostly = FileSpace.newBuilder().setFileBytes(2_000L << 20).setUnusedBytes(1_500L << 20).setShrinks(true).build();

        assertThat(PruneText.space(mostly)).hasValueSatisfying(text ->
                assertThat(text).contains("1,500 MB of the store's file (2,000 MB)", "when the coordinator starts next"));
        assertThat(PruneText.space(mostly.toBuilder().setShrinks(false).build())).hasValueSatisfying(text ->
                assertThat(text).contains("new results go there").doesNotContain("starts next"));
        FileSpace large = mostly.toBuilder().setShrinks(false).setWasteful(true).build();
        assertThat(PruneText.space(large)).hasValueSatisfying(text -> assertThat(text).contains("scan-coordinator compact"));
        assertThat(PruneText.space(FileSpace.getDefaultInstance())).isEmpty();
    }
}
