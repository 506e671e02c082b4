package dev.scanctl.agent.linux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scanctl.wire.Address;
import org.junit.jupiter.api.Test;

class MachineTest {
    @Test
    void unsupportedMachinesAreToldWhy() {
        assertThat(Machine.unsupported("epoll probing", "Mac OS X", "aarch64", true)).hasValueSatisfying(why -> assertThat(why)
                .contains("Linux", "Mac OS X"));
        assertThat(Machine.unsupported("epoll probing", "Linux", "riscv64", true)).hasValueSatisfying(why -> assertThat(why)
                .contains("riscv64"));
        assertThat(Machine.unsupported("epoll probing", "Linux", "amd64", true)).isEmpty();
        assertThat(Machine.unsupported("epoll probing", "Linux", "aarch64", true)).isEmpty();
    }

    @Test
    void refusedNativeAccessNamesTheFlag() {
        assertThat(Machine.unsupported("epoll probing", "Linux", "amd64", false)).hasValueSatisfying(why -> assertThat(why)
                .contains("--enable-native-access"));
    }

    @Test
    void failedCallNamesCallErrorAndArguments() {
        assertThat(new SystemCallFailed("connect", Errno.EBADF, "7, 192.0.2.1, 80"))
                .hasMessage("connect(7, 192.0.2.1, 80) failed with EBADF");
        assertThat(new SystemCallFailed("connect", 133, "7").errno()).isEqualTo(133);
    }

    @Test
    void prefixHoldsTheAddressesOfItsLink() {
        OwnAddresses.Prefix v4 = new OwnAddresses.Prefix(Address.parse("10.1.2.3"), 22, 2);
        OwnAddresses.Prefix v6 = new OwnAddresses.Prefix(Address.parse("fd00:1::1"), 64, 2);

        assertThat(v4.contains(Address.parse("10.1.3.255"))).isTrue();
        assertThat(v4.contains(Address.parse("10.1.4.0"))).isFalse();
        assertThat(v6.contains(Address.parse("fd00:1::ffff:1"))).isTrue();
        assertThat(v6.contains(Address.parse("fd00:1:0:1::1"))).isFalse();
        assertThat(v4.contains(Address.parse("fd00:1::1"))).isFalse();
    }
}
