package dev.scanctl.agent.linux;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.FileInputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class ProcTextTest {
    @Test
    void pairedLinesAreReadByName() {
        String text = """
                TcpExt: SyncookiesSent TCPRetransFail Other
                TcpExt: 1 22 3
                IpExt: TCPRetransFail
                IpExt: 99
                """;

        assertThat(ProcText.pairedLines(text, "TcpExt:", "TCPRetransFail")).isEqualTo(22);
        assertThat(ProcText.pairedLines(text, "TcpExt:", "Missing")).isZero();
        assertThat(ProcText.pairedLines("", "TcpExt:", "TCPRetransFail")).isZero();
    }

    @Test
    void droppedOnSendingIsSummedOverInterfaces() {
        String text = """
                Inter-|   Receive                                                |  Transmit
                 face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls
                    lo:    3193      29    0    5    0     0          0         0     3193      29    0    1    0     0
                  eth0:108563546    3858    0    7    0     0          0         0   346630    2942    0    3    0     0
                """;

        assertThat(ProcText.sentDropped(text)).isEqualTo(4);
        assertThat(ProcText.loopbackReceived(text)).isEqualTo(29);
        assertThat(ProcText.loopbackReceived(text.replace("lo:    3193", "lo:123193456"))).isEqualTo(29);
        assertThat(ProcText.loopbackReceived("")).isZero();
    }

    @Test
    void hexColumnsAreSummedOverProcessors() {
        assertThat(ProcText.hexColumn("00000009 0000000a 0\n00000f26 00000001 0\n", 1))
                .isEqualTo(11);
        assertThat(ProcText.namedHexColumns("entries  drop insert_failed\n0 0f 1\n0 1 0\n", "drop", "insert_failed"))
                .isEqualTo(17);
        assertThat(ProcText.namedHexColumns("entries drop\n0 1\n", "table_fulls")).isZero();
        assertThat(ProcText.namedHexColumns("", "drop")).isZero();
    }

    @Test
    void blockedPacketsAreThoseAskedForAndNotSent() {
        String text = "Ip: ForwDatagrams OutRequests OutTransmits\nIp: 10 100 107\n";

        assertThat(ProcText.blockedV4(text)).isEqualTo(3);
        assertThat(ProcText.blockedV4("Ip: ForwDatagrams OutRequests\nIp: 10 100\n")).isZero();
        assertThat(ProcText.blockedV6("Ip6OutRequests \t 12\nIp6OutTransmits \t 10\nIp6OutForwDatagrams 0\n"))
                .isEqualTo(2);
        assertThat(ProcText.blockedV6("Ip6OutRequests \t 12\n")).isZero();
    }

    @Test
    void ephemeralRangeIsTwoNumbers() {
        EphemeralPorts range = EphemeralPorts.parse("32768\t60999\n");

        assertThat(range.contains(32_767)).isFalse();
        assertThat(range.contains(32_768)).isTrue();
        assertThat(range.contains(60_999)).isTrue();
        assertThat(range.contains(61_000)).isFalse();
        assertThat(EphemeralPorts.parse("").contains(1)).isTrue();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void rangeOfThisMachineIsRead() throws IOException {
        try (FileInputStream file = new FileInputStream("/proc/sys/net/ipv4/ip_local_port_range")) {
            byte[] text = new byte[64];
            int length = file.read(text);

            assertThat(EphemeralPorts.read()).isEqualTo(EphemeralPorts.parse(new String(text, 0, length, US_ASCII)));
        }
    }
}
