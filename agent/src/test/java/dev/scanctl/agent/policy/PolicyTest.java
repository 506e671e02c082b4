package dev.scanctl.agent.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scanctl.wire.Address;
import dev.scanctl.wire.Method;
import dev.scanctl.wire.Protocol;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyTest {
    private static final String FILE = """
            allow 10.0.0.0/8         # the plant
            allow 2001:db8::/32
            allow 127.0.0.1
            deny 10.20.9.0/24
            deny-ports 502,9100-9107
            protocols tcp
            """;

    @TempDir
    Path directory;

    private Policy policy(String text) throws IOException {
        Path file = Files.writeString(directory.resolve("agent.policy"), text);
        return PolicyFile.read(file, List.of(Address.parse("10.9.0.5")));
    }

    @ParameterizedTest
    @CsvSource({
        "10.1.2.3, 80, SYN, true",
        "10.1.2.3, 80, CONNECT, true",
        "10.1.2.3, 53, UDP, false",
        "10.1.2.3, 9103, CONNECT, false",
        "10.20.9.1, 80, CONNECT, false",
        "10.20.8.255, 80, CONNECT, true",
        "11.0.0.1, 80, CONNECT, false",
        "10.9.0.5, 80, CONNECT, false",
        "127.0.0.1, 80, CONNECT, true",
        "127.0.0.2, 80, CONNECT, false",
        "2001:db8::7, 443, SYN, true",
        "fe80::1, 443, SYN, false",
        "224.0.0.1, 443, CONNECT, false",
        "10.1.2.3, 0, ICMP_ECHO, true",
    })
    void whatIsAllowedAndNotDeniedLeaves(String address, int port, Method method, boolean allowed) throws IOException {
        assertThat(policy(FILE).allows(Address.parse(address), port, method)).isEqualTo(allowed);
    }

    /** Everything is not these. */
    @Test
    void allOfTheInternetDoesNotListLoopbackNorTheCoordinator() throws IOException {
        Policy policy = policy("allow 0.0.0.0/0\nallow ::/0\n");

        assertThat(policy.allows(Address.parse("192.0.2.1"), 80, Method.CONNECT)).isTrue();
        for (String never : List.of("127.0.0.1", "169.254.1.1", "224.0.0.251", "255.255.255.255", "10.9.0.5", "::1",
                "fe80::1", "ff02::1", "0.0.0.0")) {
            assertThat(policy.allows(Address.parse(never), 80, Method.CONNECT)).as(never).isFalse();
        }
    }

    /** IPv4 within IPv6, and a link in a link-local address, are no way around. */
    @Test
    void otherFormsOfAnAddressAreTheAddress() throws IOException {
        Policy policy = policy("allow ::/0\nallow fe80::/64\ndeny 10.20.9.0/24\ndeny fe80::7\n");
        Address mapped = new Address(true, 0, 0xffff_0a14_0901L);
        Address linked = new Address(true, 0xfe80_0000_0000_0003L, 7);

        assertThat(policy.allows(mapped, 80, Method.CONNECT)).isFalse();
        assertThat(policy.allows(linked, 80, Method.CONNECT)).isFalse();
        assertThat(policy.allows(new Address(true, 0xfe80_0000_0000_0003L, 8), 80, Method.CONNECT)).isTrue();
    }

    @Test
    void withoutRawSocketsOnlyTheKernelAsks() throws IOException {
        Policy policy = policy("allow 10.0.0.0/8\nraw-sockets no\n");

        assertThat(policy.allows(Address.parse("10.1.1.1"), 80, Method.SYN)).isFalse();
        assertThat(policy.allows(Address.parse("10.1.1.1"), 80, Method.NEIGHBOUR)).isFalse();
        assertThat(policy.allows(Address.parse("10.1.1.1"), 80, Method.CONNECT)).isTrue();
    }

    @Test
    void decisionsNameTheirLine() throws IOException {
        Policy policy = policy(FILE);

        assertThat(policy.explain(Address.parse("10.20.9.7"), 80, Protocol.TCP))
                .isEqualTo(new Decision(false, "line 4: deny 10.20.9.0/24"));
        assertThat(policy.explain(Address.parse("10.1.1.1"), 80, Protocol.TCP))
                .isEqualTo(new Decision(true, "line 1: allow 10.0.0.0/8"));
        assertThat(policy.explain(Address.parse("10.9.0.5"), 80, Protocol.TCP).because()).contains("the coordinator");
        assertThat(policy.explain(Address.parse("10.1.1.1"), 502, Protocol.TCP).because()).contains("deny-ports");
        assertThat(policy.explain(Address.parse("192.0.2.1"), 80, Protocol.TCP).because()).isEqualTo("no line allows 192.0.2.1");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            allow everything    | line 1: not an address: everything
            permit 10.0.0.0/8   | is no word of a policy
            allow               | says nothing after its first word
            deny-ports 70000    | line 1
            protocols icmp      | is no protocol
            raw-sockets maybe   | neither yes nor no
            max-rate 0          | no number of probes a second
            blackout Mon 8-9    | is no window
            """)
    void whatIsMalformedIsRefusedWithItsLine(String text, String sentence) {
        assertThatThrownBy(() -> policy(text)).isInstanceOf(IOException.class).hasMessageContaining(sentence).hasMessageContaining("line 1");
    }

    /** And whoever may write it would be the owner. */
    @Test
    void fileThatChangesHoldsAndOneThatBreaksLetsNothingLeave() throws IOException {
        Path path = Files.writeString(directory.resolve("agent.policy"), "allow 10.0.0.0/8\n");
        PolicyFile file = new PolicyFile(path, List::of, InstantSource.system());
        Address target = Address.parse("10.1.1.1");
        assertThat(file.current().allows(target, 80, Method.CONNECT)).isFalse();
        file.look();
        assertThat(file.current().allows(target, 80, Method.CONNECT)).isTrue();

        Files.writeString(path, "allow 10.0.0.0/8\ndeny 10.1.1.1 please\n");
        file.look();
        assertThat(file.current().allows(target, 80, Method.CONNECT)).isFalse();

        Files.writeString(path, "allow 10.0.0.0/8 # again\n");
        file.look();
        assertThat(file.current().allows(target, 80, Method.CONNECT)).isTrue();
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-rw-r--"));
        file.look();
        assertThat(file.current().allows(target, 80, Method.CONNECT)).isFalse();

        Files.delete(path);
        file.look();
        assertThat(file.current().allows(target, 80, Method.CONNECT)).isFalse();
    }
}
