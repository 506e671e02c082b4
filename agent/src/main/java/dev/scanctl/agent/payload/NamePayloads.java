package dev.scanctl.agent.payload;

/** Questions to services that know names. */
final class NamePayloads {
    private NamePayloads() {}

    /**
     * {@code version.bind TXT} in class CHAOS, recursion not desired. The server answers from its own memory or refuses, both in
     * some dozens of bytes, and asks nobody else; a question about the root or with recursion would bring a list of servers,
     * many times the size of the question, or work for others.
     */
    static Payload dns() {
        return new Draft()
                .id(2)
                .hex("0000 0001 0000 0000 0000")
                .hex("07").text("version").hex("04").text("bind").hex("00")
                .hex("0010 0003")
                .as("DNS", "RFC 1035 sections 4.1 and 3.2.4, RFC 4892 section 2");
    }

    /** {@code _services._dns-sd._udp.local PTR} with the QU bit: the answer shall come to us alone. */
    static Payload mdns() {
        return new Draft()
                .id(2)
                .hex("0000 0001 0000 0000 0000")
                .hex("09").text("_services").hex("07").text("_dns-sd").hex("04").text("_udp").hex("05").text("local").hex("00")
                .hex("000c 8001")
                .as("mDNS", "RFC 6762 sections 5.4 and 5.5, RFC 6763 section 9");
    }

    /** NODE STATUS REQUEST for the wildcard name, which every node answers for itself. */
    static Payload netbios() {
        return new Draft()
                .id(2)
                .hex("0000 0001 0000 0000 0000")
                .hex("20").text("CK" + "A".repeat(30)).hex("00")
                .hex("0021 0001")
                .as("NetBIOS name service", "RFC 1002 section 4.2.17");
    }

    /** SQL Server Browser asked for the default instance only: the question for all of them would bring a list. */
    static Payload sqlBrowser() {
        return new Draft()
                .hex("04").text("MSSQLSERVER").hex("00")
                .as("SQL Server Browser", "MC-SQLR section 2.2.3 (CLNT_UCAST_INST)");
    }
}
