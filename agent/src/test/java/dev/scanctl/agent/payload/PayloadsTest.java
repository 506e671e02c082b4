package dev.scanctl.agent.payload;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What holds for all payloads, and the rule by which ports get them. */
class PayloadsTest {
    private static final List<Payload> ALL = IntStream.range(0, 65_536)
            .boxed()
            .flatMap(port -> Payloads.allForPort(port).stream())
            .distinct()
            .toList();

    @Test
    void everyPayloadIsSmallButForQuicWhichMayNotBe() {
        assertThat(ALL).allSatisfy(payload -> {
            int most = payload.protocol().startsWith("QUIC") ? TunnelPayloads.QUIC_BYTES : 200;
            assertThat(payload.length()).as(payload.toString()).isLessThanOrEqualTo(most);
        });
        assertThat(TunnelPayloads.quic().length()).isEqualTo(1200);
    }

    @Test
    void everyPayloadSaysWhereItIsFrom() {
        assertThat(ALL).allSatisfy(payload -> {
            assertThat(payload.protocol()).isNotBlank();
            assertThat(payload.source()).isNotBlank();
        });
        assertThat(ALL).extracting(Payload::protocol).doesNotHaveDuplicates();
    }

    @Test
    void portsOfTheKnownProtocolsAreAskedInTheirOwnWords() {
        int[] ports = {
            53, 69, 88, 111, 123, 137, 161, 389, 443, 500, 623, 853, 1194, 1434, 1645, 1646, 1701, 1812, 1813, 1900, 2049,
            3391, 3478, 4433, 4500, 5060, 5351, 5353, 5683, 5684, 8443, 11_211, 47_808
        };
        int[] asked = IntStream.range(0, 65_536)
                .filter(port -> Payloads.forPort(port).length() > 0)
                .toArray();

        assertThat(asked).containsExactly(ports);
    }

    @Test
    void everyOtherPortGetsAnEmptyDatagram() {
        assertThat(Payloads.forPort(514).bytes()).isEmpty();
        assertThat(Payloads.forPort(0).length()).isZero();
        assertThat(Payloads.forPort(65_535, 7).length()).isZero();
        assertThat(Payloads.forPort(520).length()).as("a routing table is many times its question").isZero();
    }

    @Test
    void protocolsThatShareAPortTakeTurns() {
        assertThat(Payloads.allForPort(443)).hasSize(2);
        assertThat(Payloads.forPort(443, 0)).isSameAs(Payloads.forPort(443)).isSameAs(Payloads.forPort(443, 2));
        assertThat(Payloads.forPort(443, 1)).isNotSameAs(Payloads.forPort(443)).isSameAs(Payloads.forPort(443, 3));
        assertThat(Payloads.forPort(53, 1)).isSameAs(Payloads.forPort(53));
    }

    @Test
    void transactionIdChangesItsPlacesAndNothingElse() {
        assertThat(ALL).filteredOn(Payload::hasTransaction).allSatisfy(payload -> {
            byte[] one = with(payload, 0x0123_4567_89ab_cdefL);
            byte[] other = with(payload, 0x5555_5555_5555_5555L);

            assertThat(one).as(payload.toString()).isNotEqualTo(other).hasSameSizeAs(other);
            assertThat(with(payload, 0x0123_4567_89ab_cdefL)).isEqualTo(one);
        });
        assertThat(ALL).filteredOn(payload -> !payload.hasTransaction()).extracting(Payload::protocol)
                .containsExactlyInAnyOrder(
                        "empty datagram", "TFTP", "SQL Server Browser", "RMCP", "SSDP", "NAT-PMP");
    }

    @Test
    void documentListsThemAll() throws IOException {
        List<String> rows = Files.readString(Path.of("../docs/udp-payloads.md"))
                .lines()
                .filter(line -> line.matches("\\| \\d.*"))
                .toList();

        assertThat(rows)
                .containsExactlyInAnyOrderElementsOf(ALL.stream()
                        .filter(payload -> payload.length() > 0)
                        .map(PayloadsTest::row)
                        .toList());
    }

    private static String row(Payload payload) {
        String ports = IntStream.range(0, 65_536)
                .filter(port -> Payloads.allForPort(port).contains(payload))
                .mapToObj(Integer::toString)
                .collect(Collectors.joining(", "));
        return "| " + ports + " | " + payload.protocol() + " | " + payload.length() + " | " + payload.source() + " |";
    }

    @Test
    void callersCannotChangeAPayload() {
        Arrays.fill(Payloads.forPort(53).bytes(), (byte) 7);

        assertThat(Payloads.forPort(53).bytes()[2]).isZero();
    }

    @Test
    void bufferKeepsItsPositionAndWhatLiesBehind() {
        ByteBuffer buffer = ByteBuffer.allocateDirect(64);
        buffer.put(4, (byte) 0x77);

        Payloads.forPort(5683).put(buffer, 0xabcd);

        assertThat(buffer.position()).isZero();
        assertThat(buffer.getInt(0)).isEqualTo(0x4000_abcd);
        assertThat(buffer.get(4)).isEqualTo((byte) 0x77);
    }

    @Test
    void nothingAmplifies() {
        assertThat(ALL).allSatisfy(payload -> {
            String text = new String(payload.bytes(), StandardCharsets.ISO_8859_1);
            assertThat(text).as(payload.toString()).doesNotContain("ssdp:all", "stats", "monlist");
        });
        assertThat(Payloads.forPort(123).bytes()[0] & 7).as("not a control or private mode").isEqualTo(3);
    }

    static byte[] with(Payload payload, long transaction) {
        ByteBuffer buffer = ByteBuffer.allocate(payload.length());
        payload.put(buffer, transaction);
        return buffer.array();
    }
}
