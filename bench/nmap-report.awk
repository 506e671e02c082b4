# Writes a report as nmap does with -sS -v: HOSTS hosts from 10.0.0.0 on, every twentieth of them down, 1,000 ports, of
# which EXCEPTIONS (7) are open, each third filtered, and the others closed. WIDE=1: the ports are scattered, so that the lists of
# them take some KiB a host.
# Usage: awk -v HOSTS=100000 [-v EXCEPTIONS=7] [-v WIDE=1] -f bench/nmap-report.awk
function list(skip,    i, first, text) {
    text = ""; first = 0
    for (i = 1; i <= 1001; i++) {
        if (i <= 1000 && !(i in skip)) { if (!first) first = i; continue }
        if (first) {
            if (WIDE) { for (; first < i; first++) text = text (text == "" ? "" : ",") port(first) }
            else text = text (text == "" ? "" : ",") (first == i - 1 ? first : first "-" (i - 1))
        }
        first = 0
    }
    return text
}
function port(i) { return WIDE ? i * 7 : i }
BEGIN {
    if (EXCEPTIONS == "") EXCEPTIONS = 7
    srand(4711); start = 1700000000
    split("", none)
    print "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE nmaprun>"
    print "<nmaprun scanner=\"nmap\" args=\"nmap -sS -v\" start=\"" start "\" version=\"7.93\" xmloutputversion=\"1.05\">"
    print "<scaninfo type=\"syn\" protocol=\"tcp\" numservices=\"1000\" services=\"" list(none) "\"/>"
    print "<verbose level=\"1\"/>\n<debugging level=\"0\"/>"
    for (kind = 0; kind < 64; kind++) {
        split("", skip); ports = ""; open = 0
        for (j = 0; j < EXCEPTIONS; j++) { p = 1 + int(rand() * 1000); if (!(p in skip)) { skip[p] = j } }
        for (p = 1; p <= 1000; p++) if (p in skip) {
            open++
            ports = ports "<port protocol=\"tcp\" portid=\"" port(p) "\"><state state=\"" (skip[p] % 3 < 2 ? "open\" reason=\"syn-ack" : "filtered\" reason=\"no-response") "\" reason_ttl=\"63\"/><service name=\"service\" method=\"table\" conf=\"3\"/></port>\n"
        }
        body[kind] = "<ports><extraports state=\"closed\" count=\"" 1000 - open "\">\n<extrareasons reason=\"reset\" count=\"" 1000 - open "\" proto=\"tcp\" ports=\"" list(skip) "\"/>\n</extraports>\n" ports "</ports>\n<times srtt=\"412\" rttvar=\"80\" to=\"100000\"/>"
    }
    for (h = 0; h < HOSTS; h++) {
        address = "10." int(h / 65536) "." int(h / 256) % 256 "." h % 256
        if (h % 20 == 19) {
            print "<host><status state=\"down\" reason=\"no-response\" reason_ttl=\"0\"/>\n<address addr=\"" address "\" addrtype=\"ipv4\"/>\n</host>"
        } else {
            print "<host starttime=\"" start + int(h / 1000) "\" endtime=\"" start + int(h / 1000) + 60 "\"><status state=\"up\" reason=\"reset\" reason_ttl=\"63\"/>\n<address addr=\"" address "\" addrtype=\"ipv4\"/>\n<hostnames>\n</hostnames>"
            print body[h % 64] "\n</host>"
        }
    }
    print "<runstats><finished time=\"" start + int(HOSTS / 1000) + 100 "\" elapsed=\"100\"/><hosts up=\"" HOSTS - int(HOSTS / 20) "\" down=\"" int(HOSTS / 20) "\" total=\"" HOSTS "\"/>\n</runstats>\n</nmaprun>"
}
