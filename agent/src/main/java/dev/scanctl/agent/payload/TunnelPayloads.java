package dev.scanctl.agent.payload;

/** Questions to services that guard something else: keys, tunnels, encrypted transports. */
final class TunnelPayloads {
    /** What a datagram of a QUIC client has at least, so that the answer is never larger than the question. */
    static final int QUIC_BYTES = 1200;

    private TunnelPayloads() {}

    /**
     * A long header with a version of the form 0x?a?a?a?a, which nobody speaks: a server answers with those it does and keeps
     * nothing. Smaller than 1200 bytes it would be dropped (RFC 9000 section 14.1).
     */
    static Payload quic() {
        Draft header = new Draft().hex("c0 1a2a3a4a 08").id(8).hex("08").id(8);
        return header.zeros(QUIC_BYTES - 23)
                .as("QUIC version negotiation", "RFC 9000 sections 6.1, 14.1, 15 and 17.2, RFC 8999 section 6");
    }

    /**
     * ClientHello without a cookie. A server that asks for the cookie keeps nothing; one that does not finds no cipher but one
     * that does not encrypt, and ends with an alert rather than with its certificates, many times the size of this.
     */
    static Payload dtls() {
        return new Draft()
                .hex("16 feff 0000 000000000000 0036")
                .hex("01 00002a 0000 000000 00002a")
                .hex("fefd")
                .zeros(24)
                .id(8)
                .hex("00 00 0002 003b 01 00")
                .as("DTLS", "RFC 6347 sections 4.2.1 and 4.2.2, RFC 5246 section 7.4.1.2");
    }

    /**
     * IKE_SA_INIT with one proposal whose cipher has a private number, so that a responder that knows the protocol has to refuse
     * it and keeps nothing.
     */
    static Payload ike() {
        return ike(new Draft()).as("IKE", "RFC 7296 sections 1.2, 2.7 and 3.1 to 3.9");
    }

    /** The same behind the four zeros that tell it from ESP. */
    static Payload ikeNat() {
        return ike(new Draft().zeros(4)).as("IKE behind NAT", "RFC 3948 section 2.2, RFC 7296 section 3.1");
    }

    private static Draft ike(Draft start) {
        return start.id(8)
                .zeros(8)
                .hex("21 20 22 08 00000000 00000084")
                .hex("22 00 002c 00 00 0028 01 01 00 04")
                .hex("03 00 0008 01 00 0400")
                .hex("03 00 0008 02 00 0005")
                .hex("03 00 0008 03 00 000c")
                .hex("00 00 0008 04 00 001f")
                .hex("28 00 0028 001f 0000")
                .text("This is no key: a port is asked.")
                .hex("00 00 0014")
                .id(16);
    }

    /**
     * SCCRQ with a mandatory attribute that nobody knows, so that the other side has to take the tunnel down at once; without
     * it a tunnel would be left half open. Unanswered, the small answer is repeated a few times.
     */
    static Payload l2tp() {
        return new Draft()
                .hex("c802 0041 0000 0000 0000 0000")
                .hex("8008 0000 0000 0001")
                .hex("8008 0000 0002 0100")
                .hex("800d 0000 0007").text("scanctl")
                .hex("800a 0000 0003 00000003")
                .hex("8008 0000 0009 40").id(1)
                .hex("8006 0000 ffff")
                .as("L2TP", "RFC 2661 sections 3.1, 4.1 and 6.1");
    }

    /**
     * P_CONTROL_HARD_RESET_CLIENT_V2, the only message a server answers first. It repeats its answer, as small as this, a few
     * times and forgets the session by itself.
     */
    static Payload openvpn() {
        return new Draft()
                .hex("38")
                .id(8)
                .hex("00 00000000")
                .as("OpenVPN", "OpenVPN doc/doxygen/doc_protocol_overview.h");
    }
}
