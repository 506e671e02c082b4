package dev.scanctl.coordinator.grammar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.scanctl.proto.v1.SourceText;
import dev.scanctl.wire.Address;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TargetFilterTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            10.0.0.1            | [10.0.0.1]            | 0-65535
            10.0.0.1:443        | [10.0.0.1]            | 443
            10.0.0.0/24:22,80   | [10.0.0.0-10.0.0.255] | 22,80
            10.0.0.1:1-1024     | [10.0.0.1]            | 1-1024
            2001:db8::1         | [2001:db8::1]         | 0-65535
            [2001:db8::1]       | [2001:db8::1]         | 0-65535
            [2001:db8::1]:443   | [2001:db8::1]         | 443
            [2001:db8::]/127:80 | [2001:db8::-2001:db8::1] | 80
            www:https           | [192.0.2.1]           | 443
            """)
    void targetsMayHavePorts(String typed, String addresses, String ports) {
        TargetFilter filter = parse(typed);

        assertThat(filter.targets().addresses()).hasToString(addresses);
        assertThat(filter.ports().tcp()).hasToString(ports);
        assertThat(filter.ports().udp()).isEqualTo(filter.ports().tcp());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            10.0.0.1:      | 10 | an empty port in "10.0.0.1:" at character 10 stands behind the colon
            10.0.0.1:70000 | 10 | port 70000 in "10.0.0.1:70000" at character 10 is above 65535
            :80            | 1  | an empty target in ":80" at character 1 names nothing
            ''             | 1  | an empty target names nothing
            """)
    void malformedFiltersAreRefusedWithTheirPlace(String typed, int position, String sentence) {
        assertThatExceptionOfType(BadInput.class)
                .isThrownBy(() -> parse(typed))
                .withMessage(sentence)
                .matches(refused -> refused.position() == position);
    }

    private static TargetFilter parse(String typed) {
        return TargetFilter.parse(
                SourceText.newBuilder().setText(typed).build(), name -> List.of(Address.parse("192.0.2.1")));
    }
}
