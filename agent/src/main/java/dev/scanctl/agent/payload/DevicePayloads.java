package dev.scanctl.agent.payload;

/** Questions to telephones, gadgets, home routers and small servers. */
final class DevicePayloads {
    private DevicePayloads() {}

    /**
     * M-SEARCH for root devices, of which a device is one; {@code ssdp:all} would bring an answer for each of its services. A
     * unicast search needs no MX, but devices of version 1.0 drop one without it.
     */
    static Payload ssdp() {
        return new Draft()
                .text("M-SEARCH * HTTP/1.1\r\n")
                .text("HOST: 239.255.255.250:1900\r\n")
                .text("MAN: \"ssdp:discover\"\r\n")
                .text("MX: 1\r\n")
                .text("ST: upnp:rootdevice\r\n\r\n")
                .as("SSDP", "UPnP Device Architecture 2.0 sections 1.3.2 and 1.3.3");
    }

    /** OPTIONS that goes no further than to whoever gets it; nothing rings. The answer is asked back to our port (RFC 3581). */
    static Payload sip() {
        return new Draft()
                .text("OPTIONS sip:a.invalid SIP/2.0\r\n")
                .text("v: SIP/2.0/UDP a.invalid;branch=z9hG4bK").idText(8).text(";rport\r\n")
                .text("Max-Forwards: 0\r\n")
                .text("f: <sip:a.invalid>;tag=").idText(8).text("\r\n")
                .text("t: <sip:a.invalid>\r\n")
                .text("i: ").idText(8).text("\r\n")
                .text("CSeq: 1 OPTIONS\r\n")
                .text("l: 0\r\n\r\n")
                .as("SIP", "RFC 3261 sections 7.3.3, 8.1.1 and 11.1, RFC 3581 section 3");
    }

    /** Read request for a file that nobody has. The answer comes from another port of the host. */
    static Payload tftp() {
        return new Draft()
                .hex("0001").text("scanctl.invalid").hex("00").text("octet").hex("00")
                .as("TFTP", "RFC 1350 sections 4 and 5");
    }

    /** Binding request without attributes. */
    static Payload stun() {
        return new Draft().hex("0001 0000 2112a442").id(12).as("STUN", "RFC 8489 sections 5 and 6.1");
    }

    /** An empty confirmable message, called ping: a reset of four bytes answers it. */
    static Payload coap() {
        return new Draft().hex("4000").id(2).as("CoAP", "RFC 7252 sections 3 and 4.3");
    }

    /** The UDP frame, then a command that only asks for the version; {@code stats} would bring pages. */
    static Payload memcached() {
        return new Draft()
                .id(2)
                .hex("0000 0001 0000").text("version\r\n")
                .as("memcached", "memcached doc/protocol.txt, \"UDP protocol\" and \"version\"");
    }

    /** The external address, please: no mapping is made. */
    static Payload natPmp() {
        return new Draft().hex("0000").as("NAT-PMP", "RFC 6886 section 3.2");
    }
}
