package dev.scanctl.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostPortTest {

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.1:7600", "scan.example.org:1", "scan-1:65535", "[2001:db8::1]:7600", "[fe80::1%eth0]:7600",
        "scan.example.org.:1"})
    void whatIsReadIsShownAsItWas(String text) {
        assertThat(HostPort.parse(text)).hasToString(text);
        assertThat(HostPort.parse(text, 1)).hasToString(text);
    }

    @ParameterizedTest
    @CsvSource({"scan, scan:7600", "10.0.0.1, 10.0.0.1:7600", "2001:db8::1, [2001:db8::1]:7600", "[::1], [::1]:7600"})
    void thePortMayBeLeftOutWhereThereIsAUsualOne(String text, String shown) {
        assertThat(HostPort.parse(text, 7600)).hasToString(shown);
    }

    @ParameterizedTest
    @ValueSource(strings = {"scan_1:7600", "a b:1", "-scan:1", "a..b:1", "999.0.0.1:1", "10.0.0:1", "user@scan:1", "a/b:1",
        "a?b:1", "[::g]:1", "[scan]:1", "scan%1:1"})
    void aHostThatCannotBeDialledIsNoHost(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HostPort.parse(text))
                .withMessageStartingWith("'" + text + "' has no valid host: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ":1", "scan", "::1:7600", "[::1]"})
    void aHostAndAPortAreWanted(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HostPort.parse(text))
                .withMessageContaining("is not HOST:PORT, such as ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"scan:", "scan:0", "scan:65536", "scan:7e2", "scan:-1", "scan:+1", "scan:99999999999"})
    void aPortIsANumberInItsRange(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HostPort.parse(text))
                .withMessage("'" + text + "' does not end in a port from 1 to 65535");
    }

    @Test
    void anAddressWithoutBracketsIsNotCutInTwo() {
        assertThatIllegalArgumentException().isThrownBy(() -> HostPort.parse("2001:db8::1:7600"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HostPort.parse("a:b:7600", 1))
                .withMessageStartingWith("'a:b:7600' is not HOST:PORT");
    }
}
