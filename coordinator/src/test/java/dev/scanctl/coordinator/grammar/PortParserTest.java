package dev.scanctl.coordinator.grammar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PortParserTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-none-",
            textBlock =
                    """
            22                    | 22                | ''
            22,80,1-3             | 1-3,22,80         | ''
            -                     | 1-65535           | ''
            1-                    | 1-65535           | ''
            -1024                 | 1-1024            | ''
            65000-                | 65000-65535       | ''
            0                     | 0                 | ''
            0-2                   | 0-2               | ''
            0080                  | 80                | ''
            ssh                   | 22                | ''
            SSH,https             | 22,443            | ''
            ms-sql-s              | 1433              | ''
            ftp*                  | 20-21,574,989-990 | ''
            T:22,U:53             | 22                | 53
            T:22,80,U:53,161      | 22,80             | 53,161
            u:53,t:53,54          | 53-54             | 53
            U:tftp,T:-3           | 1-3               | 69
            22 , 80               | 22,80             | ''
            T: 22                 | 22                | ''
            ''                    | ''                | ''
            """)
    void portsStandFor(String typed, String tcp, String udp) {
        Ports ports = PortParser.parse(typed);

        assertThat(ports.tcp()).hasToString(tcp);
        assertThat(ports.udp()).hasToString(udp);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            22,70000      | 4 | port 70000 in "22,70000" at character 4 is above 65535
            70000         | 1 | port 70000 is above 65535
            1-70000       | 3 | port 70000 in "1-70000" at character 3 is above 65535
            99999999999999| 1 | port 99999999999999 is above 65535
            80-22         | 1 | port range 80-22 runs backwards
            1-2-3         | 1 | port range 1-2-3 has more than two ends
            --            | 1 | port range -- has more than two ends
            22,,80        | 4 | an empty entry in "22,,80" at character 4 names no port
            22,           | 4 | an empty entry in "22," at character 4 names no port
            T:            | 3 | an empty entry in "T:" at character 3 names no port
            nosuch        | 1 | port nosuch is neither a number, a range nor a registered tcp service
            22,1o1        | 4 | port 1o1 in "22,1o1" at character 4 is neither a number, a range nor a registered tcp service
            S:22          | 1 | protocol S in "S:22" at character 1 is not known; T: stands for TCP and U: for UDP
            T:U:22        | 3 | port U:22 in "T:U:22" at character 3 is neither a number, a range nor a registered tcp service
            22 80         | 1 | port 22 80 is neither a number, a range nor a registered tcp service
            """)
    void malformedPortsAreRefusedWithTheirPlace(String typed, int position, String sentence) {
        assertThatExceptionOfType(BadInput.class)
                .isThrownBy(() -> PortParser.parse(typed))
                .withMessage(sentence)
                .matches(refused -> refused.position() == position)
                .matches(refused -> refused.origin().equals("command line"));
    }

    @Test
    void exclusionsWithoutALetterAreThoseOfBothProtocols() {
        assertThat(PortParser.parseExclusions("53,T:80")).isEqualTo(PortParser.parse("T:53,80,U:53"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            22,502,1-1024      | 22,502 | ''
            -                  | ''     | ''
            9100-9100          | ''     | ''
            mbap,http*         | 502    | ''
            T:502,U:1-99,47808 | 502    | 47808
            ''                 | ''     | ''
            """)
    void portIsNamedWhereItStandsByItself(String typed, String tcp, String udp) {
        Ports named = PortParser.parseNamed(typed);

        assertThat(named.tcp()).hasToString(tcp);
        assertThat(named.udp()).hasToString(udp);
    }

    @Test
    void longTextIsShownAroundTheFault() {
        String many = "1,".repeat(1_000);

        assertThatExceptionOfType(BadInput.class)
                .isThrownBy(() -> PortParser.parse(many + "70000," + many + "1"))
                .matches(refused -> refused.position() == 2_001)
                .satisfies(refused -> assertThat(refused.sentence()).hasSizeLessThan(160));
    }
}
