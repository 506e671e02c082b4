package dev.scanctl.agent.linux;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PrivilegeTest {
    @Test
    void missingCapabilityNamesTheRemedies() {
        assertThat(Privilege.why("SYN probing", Errno.EPERM))
                .contains("SYN probing needs", "CAP_NET_RAW", "root", "setcap", "AmbientCapabilities");
        assertThat(Privilege.why("SYN probing", Errno.EAFNOSUPPORT)).contains("EAFNOSUPPORT", "connect probing");
    }
}
