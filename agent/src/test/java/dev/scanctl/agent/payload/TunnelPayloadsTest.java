package dev.scanctl.agent.payload;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Payloads of guarded services, each read field by field as its specification has it. */
class TunnelPayloadsTest {
    private static final long ID = 0x1122_3344_5566_7788L;

    @Test
    void quicForcesVersionNegotiationWithAFullDatagram() {
        ByteBuffer quic = read(TunnelPayloads.quic());

        assertThat(quic.remaining()).isEqualTo(1200);
        assertThat(quic.get() & 0xc0).as("long header, fixed bit").isEqualTo(0xc0);
        assertThat(quic.getInt() & 0x0f0f_0f0f).as("a version nobody speaks").isEqualTo(0x0a0a_0a0a);
        assertThat(quic.get()).as("length of the destination's id").isEqualTo((byte) 8);
        assertThat(quic.getLong()).isEqualTo(ID);
        assertThat(quic.get()).as("length of the source's id").isEqualTo((byte) 8);
        assertThat(quic.getLong()).isEqualTo(ID);
    }

    @Test
    void dtlsHelloHasNoCookieAndNothingToNegotiate() {
        ByteBuffer dtls = read(TunnelPayloads.dtls());

        assertThat(dtls.get()).as("handshake").isEqualTo((byte) 22);
        assertThat(dtls.getShort()).as("DTLS 1.0, as a first record has it").isEqualTo((short) 0xfeff);
        assertThat(dtls.getLong()).as("epoch and sequence number").isZero();
        assertThat(dtls.getShort()).as("length of the record").isEqualTo((short) dtls.remaining());
        assertThat(dtls.getInt()).as("ClientHello and its length").isEqualTo(1 << 24 | dtls.remaining() - 8);
        assertThat(dtls.getShort()).as("message").isZero();
        assertThat(dtls.get() << 16 | dtls.getShort()).as("offset of the fragment").isZero();
        assertThat(dtls.get() << 16 | dtls.getShort()).as("its length").isEqualTo(dtls.remaining());
        assertThat(dtls.getShort()).as("DTLS 1.2").isEqualTo((short) 0xfefd);
        assertThat(dtls.position(dtls.position() + 24).getLong()).isEqualTo(ID);
        assertThat(dtls.getShort()).as("neither session nor cookie").isZero();
        assertThat(dtls.getShort()).as("length of the ciphers").isEqualTo((short) 2);
        assertThat(dtls.getShort()).as("TLS_RSA_WITH_NULL_SHA256").isEqualTo((short) 0x003b);
        assertThat(dtls.getShort()).as("no compression").isEqualTo((short) 0x0100);
        assertThat(dtls.hasRemaining()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 4500})
    void ikeProposalHasACipherThatNobodyHas(int port) {
        ByteBuffer ike = read(Payloads.forPort(port));
        if (port == 4500) {
            assertThat(ike.getInt()).as("not ESP").isZero();
        }

        assertThat(ike.remaining()).isEqualTo(132);
        assertThat(ike.getLong()).as("initiator's SPI").isEqualTo(ID);
        assertThat(ike.getLong()).as("responder's SPI").isZero();
        assertThat(ike.getInt()).as("SA next, version 2.0, IKE_SA_INIT, initiator").isEqualTo(0x2120_2208);
        assertThat(ike.getInt()).as("message id").isZero();
        assertThat(ike.getInt()).as("length").isEqualTo(132);
        ByteBuffer proposal = ikePayload(ike, 34);
        assertThat(proposal.getShort()).as("the last proposal").isZero();
        assertThat(proposal.getShort()).isEqualTo((short) 40);
        assertThat(proposal.getInt()).as("number 1, for IKE, no SPI, four transforms").isEqualTo(0x0101_0004);
        assertThat(transforms(proposal)).containsExactly("1:1024", "2:5", "3:12", "4:31");
        ByteBuffer key = ikePayload(ike, 40);
        assertThat(key.getInt()).as("the proposal's group").isEqualTo(31 << 16);
        assertThat(key.remaining()).as("length of a key of that group").isEqualTo(32);
        assertThat(ikePayload(ike, 0).remaining()).as("nonce").isEqualTo(16);
        assertThat(ike.hasRemaining()).isFalse();
    }

    /** The body of the next payload in the chain. */
    private static ByteBuffer ikePayload(ByteBuffer ike, int next) {
        assertThat(ike.getShort()).as("next payload").isEqualTo((short) (next << 8));
        int length = ike.getShort() - 4;
        ByteBuffer body = ike.slice(ike.position(), length);
        ike.position(ike.position() + length);
        return body;
    }

    private static List<String> transforms(ByteBuffer proposal) {
        List<String> transforms = new ArrayList<>();
        while (proposal.hasRemaining()) {
            assertThat(proposal.getShort()).as("3: more follow").isEqualTo((short) (transforms.size() < 3 ? 0x300 : 0));
            assertThat(proposal.getShort()).as("length").isEqualTo((short) 8);
            transforms.add((proposal.getShort() >> 8) + ":" + proposal.getShort());
        }
        return transforms;
    }

    @Test
    void l2tpRequestHasToBeTakenDown() {
        ByteBuffer l2tp = read(TunnelPayloads.l2tp());

        assertThat(l2tp.getShort()).as("control, length, sequence; version 2").isEqualTo((short) 0xc802);
        assertThat(l2tp.getShort()).isEqualTo((short) l2tp.capacity());
        assertThat(l2tp.getLong()).as("tunnel, session, Ns, Nr").isZero();
        List<String> attributes = new ArrayList<>();
        while (l2tp.hasRemaining()) {
            int flags = l2tp.getShort();
            assertThat(flags & 0x8000).as("mandatory").isNotZero();
            assertThat(l2tp.getShort()).as("vendor").isZero();
            attributes.add(Short.toUnsignedInt(l2tp.getShort()) + ":" + (flags & 0x3ff));
            l2tp.position(l2tp.position() + (flags & 0x3ff) - 6);
        }
        assertThat(attributes).containsExactly("0:8", "2:8", "7:13", "3:10", "9:8", "65535:6");
    }

    @Test
    void openvpnResetsAsAClient() {
        ByteBuffer openvpn = read(TunnelPayloads.openvpn());

        assertThat(openvpn.remaining()).isEqualTo(14);
        assertThat(openvpn.get() >> 3).as("P_CONTROL_HARD_RESET_CLIENT_V2").isEqualTo(7);
        assertThat(openvpn.getLong()).isEqualTo(ID);
        assertThat(openvpn.get()).as("acknowledgements").isZero();
        assertThat(openvpn.getInt()).as("packet id").isZero();
    }

    @Test
    void sqlBrowserIsAskedForOneInstance() {
        ByteBuffer browser = read(NamePayloads.sqlBrowser());

        assertThat(browser.get()).as("CLNT_UCAST_INST").isEqualTo((byte) 4);
        assertThat(US_ASCII.decode(browser).toString()).isEqualTo("MSSQLSERVER\0");
    }

    private static ByteBuffer read(Payload payload) {
        return ByteBuffer.wrap(PayloadsTest.with(payload, ID));
    }
}
