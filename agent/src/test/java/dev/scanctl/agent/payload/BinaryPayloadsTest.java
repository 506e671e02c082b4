package dev.scanctl.agent.payload;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Binary payloads, each read field by field as its specification has it. */
class BinaryPayloadsTest {
    private static final long ID = 0x1122_3344_5566_7788L;

    @Test
    void dnsAsksOneQuestionWithoutRecursion() {
        ByteBuffer dns = read(53);

        assertDnsHeader(dns);
        assertThat(labels(dns)).containsExactly("version", "bind");
        assertThat(dns.getShort()).as("TXT").isEqualTo((short) 16);
        assertThat(dns.getShort()).as("CHAOS").isEqualTo((short) 3);
        assertThat(dns.hasRemaining()).isFalse();
    }

    @Test
    void mdnsWantsAUnicastAnswer() {
        ByteBuffer mdns = read(5353);

        assertDnsHeader(mdns);
        assertThat(labels(mdns)).containsExactly("_services", "_dns-sd", "_udp", "local");
        assertThat(mdns.getShort()).as("PTR").isEqualTo((short) 12);
        assertThat(mdns.getShort()).as("QU and IN").isEqualTo((short) 0x8001);
        assertThat(mdns.hasRemaining()).isFalse();
    }

    @Test
    void netbiosAsksTheNodeForItsStatus() {
        ByteBuffer netbios = read(137);

        assertThat(netbios.remaining()).isEqualTo(50);
        assertDnsHeader(netbios);
        assertThat(labels(netbios)).containsExactly("CKAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
        assertThat(netbios.getShort()).as("NBSTAT").isEqualTo((short) 0x21);
        assertThat(netbios.getShort()).as("IN").isEqualTo((short) 1);
    }

    @Test
    void ntpIsAClientsRequest() {
        ByteBuffer ntp = read(123);

        assertThat(ntp.remaining()).isEqualTo(48);
        assertThat(ntp.get(0) >> 3 & 7).as("version").isEqualTo(4);
        assertThat(ntp.get(0) & 7).as("mode").isEqualTo(3);
        assertThat(ntp.getLong(40)).as("transmit time stamp").isEqualTo(ID);
    }

    @Test
    void rpcCallsProcedureZero() {
        assertNullCall(read(111), 100_000, 2);
        assertNullCall(read(2049), 100_003, 3);
    }

    private static void assertNullCall(ByteBuffer rpc, int program, int version) {
        assertThat(rpc.remaining()).isEqualTo(40);
        assertThat(rpc.getInt()).as("xid").isEqualTo((int) ID);
        assertThat(rpc.getInt()).as("call").isZero();
        assertThat(rpc.getInt()).as("RPC version").isEqualTo(2);
        assertThat(rpc.getInt()).isEqualTo(program);
        assertThat(rpc.getInt()).isEqualTo(version);
        assertThat(rpc.getInt()).as("procedure").isZero();
        assertThat(rpc.getLong()).as("no credentials").isZero();
        assertThat(rpc.getLong()).as("no verifier").isZero();
    }

    @Test
    void radiusAsksForTheServersStatus() {
        ByteBuffer radius = read(1812);

        assertThat(radius.get(0)).as("Status-Server").isEqualTo((byte) 12);
        assertThat(radius.get(1)).isEqualTo((byte) ID);
        assertThat(radius.getShort(2)).isEqualTo((short) radius.remaining()).isEqualTo((short) 38);
        assertThat(radius.get(20)).as("Message-Authenticator").isEqualTo((byte) 80);
        assertThat(radius.get(21)).isEqualTo((byte) 18);
    }

    @Test
    void stunIsABindingRequest() {
        ByteBuffer stun = read(3478);

        assertThat(stun.remaining()).isEqualTo(20);
        assertThat(stun.getShort()).isEqualTo((short) 1);
        assertThat(stun.getShort()).as("attributes").isZero();
        assertThat(stun.getInt()).as("magic cookie").isEqualTo(0x2112_a442);
        assertThat(stun.getLong(12)).isEqualTo(ID);
    }

    @Test
    void coapIsAPing() {
        ByteBuffer coap = read(5683);

        assertThat(coap.remaining()).isEqualTo(4);
        assertThat(coap.get(0)).as("version 1, confirmable, no token").isEqualTo((byte) 0x40);
        assertThat(coap.get(1)).as("empty").isZero();
        assertThat(coap.getShort(2)).isEqualTo((short) ID);
    }

    @Test
    void memcachedIsOneFrameWithOneCommand() {
        ByteBuffer memcached = read(11_211);

        assertThat(memcached.getShort()).isEqualTo((short) ID);
        assertThat(memcached.getShort()).as("number of this datagram").isZero();
        assertThat(memcached.getShort()).as("datagrams").isEqualTo((short) 1);
        assertThat(memcached.getShort()).as("reserved").isZero();
        assertThat(US_ASCII.decode(memcached).toString()).isEqualTo("version\r\n");
    }

    @Test
    void bacnetReadsOnePropertyOfTheDevice() {
        ByteBuffer bacnet = read(47_808);

        assertThat(bacnet.getShort()).as("BACnet/IP, original unicast").isEqualTo((short) 0x810a);
        assertThat(bacnet.getShort()).isEqualTo((short) 17);
        assertThat(bacnet.getShort()).as("version 1, answer expected").isEqualTo((short) 0x0104);
        assertThat(bacnet.getShort()).as("confirmed request, up to 1476 bytes").isEqualTo((short) 0x0005);
        assertThat(bacnet.get()).as("invoke id").isEqualTo((byte) ID);
        assertThat(bacnet.get()).as("ReadProperty").isEqualTo((byte) 12);
        assertThat(bacnet.get()).as("context tag 0, four bytes").isEqualTo((byte) 0x0c);
        int object = bacnet.getInt();
        assertThat(object >>> 22).as("device").isEqualTo(8);
        assertThat(object & 0x3f_ffff).as("whichever it is").isEqualTo(4_194_303);
        assertThat(bacnet.getShort()).as("context tag 1, object identifier").isEqualTo((short) 0x194b);
        assertThat(bacnet.hasRemaining()).isFalse();
    }

    @Test
    void rmcpIsAPresencePing() {
        ByteBuffer rmcp = read(623);

        assertThat(rmcp.remaining()).isEqualTo(12);
        assertThat(rmcp.getInt()).as("version 6, no acknowledgement, ASF").isEqualTo(0x0600_ff06);
        assertThat(rmcp.getInt()).as("enterprise number of ASF").isEqualTo(4542);
        assertThat(rmcp.get()).as("presence ping").isEqualTo((byte) 0x80);
        assertThat(rmcp.get()).as("a tag that may be answered").isNotEqualTo((byte) 0xff);
    }

    private static void assertDnsHeader(ByteBuffer message) {
        assertThat(message.getShort()).as("id").isEqualTo((short) ID);
        assertThat(message.getShort()).as("flags: a query, recursion not desired").isZero();
        assertThat(message.getShort()).as("questions").isEqualTo((short) 1);
        assertThat(message.getShort() | message.getInt()).as("records").isZero();
    }

    private static List<String> labels(ByteBuffer message) {
        List<String> labels = new ArrayList<>();
        for (int length = message.get(); length > 0; length = message.get()) {
            byte[] label = new byte[length];
            message.get(label);
            labels.add(new String(label, US_ASCII));
        }
        return labels;
    }

    private static ByteBuffer read(int port) {
        return ByteBuffer.wrap(PayloadsTest.with(Payloads.forPort(port), ID));
    }
}
