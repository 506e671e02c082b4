package dev.scanctl.coordinator.grammar;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scanctl.wire.Protocol;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class ServiceDataTest {

    @Test
    void wellKnownServicesAreNamedBothWays() {
        assertThat(ServiceNames.nameOf(Protocol.TCP, 22)).contains("ssh");
        assertThat(ServiceNames.nameOf(Protocol.TCP, 80)).contains("http");
        assertThat(ServiceNames.nameOf(Protocol.TCP, 443)).contains("https");
        assertThat(ServiceNames.nameOf(Protocol.UDP, 53)).contains("domain");
        assertThat(ServiceNames.nameOf(Protocol.TCP, 5432)).contains("postgresql");
        assertThat(ServiceNames.nameOf(Protocol.TCP, 514)).contains("shell");
        assertThat(ServiceNames.nameOf(Protocol.UDP, 514)).contains("syslog");
        assertThat(ServiceNames.nameOf(Protocol.TCP, 65_533)).isEmpty();
        assertThat(ServiceNames.portsOf(Protocol.TCP, "www")).hasToString("80");
        assertThat(ServiceNames.portsOf(Protocol.TCP, "MySQL")).hasToString("3306");
        assertThat(ServiceNames.portsOf(Protocol.UDP, "nosuch").isEmpty()).isTrue();
    }

    @Test
    void serviceLinesAreWellFormedAndDistinct() {
        List<String> lines = DataFile.lines("service-names.csv");

        assertThat(lines).hasSizeGreaterThan(4_000).doesNotHaveDuplicates();
        assertThat(lines).allMatch(line -> line.matches("[a-z0-9./+-]+,[0-9]{1,5},(tcp|udp)"));
    }

    @Test
    void serviceLinesAscend() {
        long[] keys = DataFile.lines("service-names.csv").stream()
                .map(line -> line.split(","))
                .mapToLong(fields -> Long.parseLong(fields[1]) * 2 + (fields[2].equals("udp") ? 1 : 0))
                .toArray();

        assertThat(keys).isSorted();
    }

    @Test
    void thousandDistinctTcpPortsAreRanked() {
        assertThat(TopPorts.tcp(TopPorts.TCP_COUNT).size()).isEqualTo(1_000);
        assertThat(TopPorts.udp(TopPorts.UDP_COUNT).size()).isEqualTo(TopPorts.UDP_COUNT);
        assertThat(TopPorts.tcp(3)).hasToString("22,80,443");
        assertThat(TopPorts.tcp(0).isEmpty()).isTrue();
    }

    @Test
    void rankedLinesAreInOrderAndSayTheirSource() {
        Set<String> ranks = new HashSet<>();
        int tcp = 0;
        int udp = 0;
        for (String line : DataFile.lines("top-ports.csv")) {
            String[] fields = line.split(",", 4);
            int expected = fields[2].equals("tcp") ? ++tcp : ++udp;
            assertThat(Integer.parseInt(fields[0])).as(line).isEqualTo(expected);
            assertThat(Integer.parseInt(fields[1])).as(line).isBetween(1, 65_535);
            assertThat(fields[3]).as(line).isNotBlank();
            assertThat(ranks.add(fields[1] + "/" + fields[2])).as(line).isTrue();
        }
        assertThat(tcp).isEqualTo(TopPorts.TCP_COUNT);
        assertThat(udp).isEqualTo(TopPorts.UDP_COUNT);
    }

    @Test
    void wildcardsMatchWhole() {
        assertThat(new Wildcard("http*").matches("http")).isTrue();
        assertThat(new Wildcard("*ssh*").matches("openssh-x")).isTrue();
        assertThat(new Wildcard("a*b*c").matches("a-b-b-c")).isTrue();
        assertThat(new Wildcard("a*b").matches("a-b-c")).isFalse();
        assertThat(new Wildcard("ssh").matches("sshd")).isFalse();
        assertThat(new Wildcard("").matches("")).isTrue();
    }
}
