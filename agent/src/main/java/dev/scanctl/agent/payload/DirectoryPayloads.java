package dev.scanctl.agent.payload;

/** Questions to services that know users. None of them tries to log on. */
final class DirectoryPayloads {
    private static final int SEQUENCE = 0x30;
    private static final int GENERAL_STRING = 0x1b;

    private DirectoryPayloads() {}

    /** The root entry, of all its attributes one short one: asking for all of them is what makes this port an amplifier. */
    static Payload cldap() {
        Draft attributes = new Draft().berText(0x04, "supportedLDAPVersion");
        Draft search = new Draft()
                .hex("0400 0a0100 0a0100 020101 020101 010100")
                .berText(0x87, "objectClass")
                .ber(SEQUENCE, attributes);
        Draft message = new Draft().berId().ber(0x63, search);
        return new Draft().ber(SEQUENCE, message).as("CLDAP", "RFC 4511 sections 4.1.1 and 4.5.1, MS-ADTS section 3.1.1.3.1");
    }

    /** AS-REQ without pre-authentication for a realm that nobody has: an error comes back, and no account counts a failure. */
    static Payload kerberos() {
        Draft body = new Draft()
                .ber(0xa0, new Draft().hex("0305 00 00000000"))
                .ber(0xa2, new Draft().berText(GENERAL_STRING, "INVALID"))
                .ber(0xa3, new Draft().ber(SEQUENCE, ticketService()))
                .ber(0xa5, new Draft().berText(0x18, "19700101000000Z"))
                .ber(0xa7, new Draft().berId())
                .ber(0xa8, new Draft().hex("3003 020112"));
        Draft request = new Draft().hex("a103 020105 a203 02010a").ber(0xa4, new Draft().ber(SEQUENCE, body));
        return new Draft().ber(0x6a, new Draft().ber(SEQUENCE, request)).as("Kerberos", "RFC 4120 section 5.4.1");
    }

    /** The name krbtgt/INVALID: RFC 4120 sections 5.2.2 and 6.2. */
    private static Draft ticketService() {
        Draft names = new Draft().berText(GENERAL_STRING, "krbtgt").berText(GENERAL_STRING, "INVALID");
        return new Draft().hex("a003 020102").ber(0xa1, new Draft().ber(SEQUENCE, names));
    }

    /**
     * Status-Server, not a log-on. A server drops what comes from a client it shares no secret with, so silence is the usual
     * answer, as it is to any other question (RFC 2865 section 3).
     */
    static Payload radius() {
        return new Draft()
                .hex("0c")
                .id(1)
                .hex("0026")
                .id(16)
                .hex("5012")
                .zeros(16)
                .as("RADIUS", "RFC 5997 sections 3 and 4.2, RFC 3579 section 3.2");
    }
}
