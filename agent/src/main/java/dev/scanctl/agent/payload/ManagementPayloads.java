package dev.scanctl.agent.payload;

/** Questions to services that tell how a machine is. */
final class ManagementPayloads {
    private static final int SEQUENCE = 0x30;
    private static final int OCTETS = 0x04;
    private static final int GET_REQUEST = 0xa0;

    private ManagementPayloads() {}

    /**
     * Engine discovery of SNMP version 3: asks for nothing, needs no credential, and is answered with a report. The message size
     * is the least that may be offered, 484.
     */
    static Payload snmp3() {
        Draft header = new Draft().berId().hex("0202 01e4 0401 04 0201 03");
        Draft security = new Draft().ber(SEQUENCE, new Draft().hex("0400 020100 020100 0400 0400 0400"));
        Draft pdu = new Draft().berId().hex("020100 020100 3000");
        Draft scoped = new Draft().hex("0400 0400").ber(GET_REQUEST, pdu);
        Draft message = new Draft().hex("020103").ber(SEQUENCE, header).ber(OCTETS, security).ber(SEQUENCE, scoped);
        return new Draft().ber(SEQUENCE, message).as("SNMP 3", "RFC 3414 section 4, RFC 3412 section 6");
    }

    /** GetRequest of version 1 for {@code sysUpTime.0}, a number, from the community that devices leave the factory with. */
    static Payload snmp1() {
        Draft variable = new Draft().hex("0608 2b06010201010300 0500");
        Draft variables = new Draft().ber(SEQUENCE, variable);
        Draft pdu = new Draft().berId().hex("020100 020100").ber(SEQUENCE, variables);
        Draft message = new Draft().hex("020100").berText(OCTETS, "public").ber(GET_REQUEST, pdu);
        return new Draft().ber(SEQUENCE, message).as("SNMP 1", "RFC 1157 section 4.1.2, RFC 1213 section 6");
    }

    /** A client's request (mode 3), all zero but for version 4 and the transmit time stamp, which the server gives back. */
    static Payload ntp() {
        return new Draft().hex("23").zeros(39).id(8).as("NTP", "RFC 5905 section 7.3, RFC 4330 section 5");
    }

    /** Procedure 0 of the port mapper, which does nothing and answers. */
    static Payload portmapper() {
        return rpcNull("000186a0 00000002").as("ONC RPC, port mapper", "RFC 5531 section 9, RFC 1833 section 3.2");
    }

    /** Procedure 0 of NFS version 3, which does nothing and answers. */
    static Payload nfs() {
        return rpcNull("000186a3 00000003").as("ONC RPC, NFS", "RFC 5531 section 9, RFC 1813 section 3.3.0");
    }

    private static Draft rpcNull(String programAndVersion) {
        return new Draft()
                .id(4)
                .hex("00000000 00000002")
                .hex(programAndVersion)
                .hex("00000000")
                .zeros(16);
    }

    /** Presence ping. Its tag is fixed: the value 255 would say that no answer is wanted. */
    static Payload rmcp() {
        return new Draft()
                .hex("0600 ff06 000011be 80 00 00 00")
                .as("RMCP", "ASF 2.0 (DSP0136) section 3.2.4");
    }

    /** ReadProperty: the number of the device object, whatever that is. Changes nothing, wakes no other device. */
    static Payload bacnet() {
        return new Draft()
                .hex("810a 0011 0104 0005")
                .id(1)
                .hex("0c 0c 023fffff 194b")
                .as("BACnet/IP", "ASHRAE 135 clauses 15.5, 20.1.2 and J.2.11");
    }
}
