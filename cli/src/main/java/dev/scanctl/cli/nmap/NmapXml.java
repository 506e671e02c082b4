package dev.scanctl.cli.nmap;

import dev.scanctl.cli.output.Console;
import dev.scanctl.proto.v1.Observation;
import dev.scanctl.wire.Address;
import dev.scanctl.wire.PortRange;
import dev.scanctl.wire.PortSet;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Writes one document. Observations come by address; what is held of them is those of one host. */
public final class NmapXml {
    /** As asctime(3) has it. */
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss yyyy", Locale.ROOT);

    private final Console console;
    private final NmapScan scan;
    private @Nullable HostElement host;
    private long up;
    private long down;
    private long other;

    public NmapXml(Console console, NmapScan scan) {
        this.console = console;
        this.scan = scan;
        head();
    }

    private void head() {
        long start = scan.startSeconds();
        console.data("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE nmaprun>\n<nmaprun scanner=\"nmap\" args=\""
                + XmlText.of(scan.args()) + "\" start=\"" + start + "\" startstr=\"" + time(start) + "\" version=\"scanctl "
                + XmlText.of(scan.version()) + "\" xmloutputversion=\"1.05\">\n");
        scanInfo(NmapWords.scan(scan.tcpMethod()), "tcp", scan.tcp());
        scanInfo("udp", "udp", scan.udp());
        console.data("<verbose level=\"0\"/>\n<debugging level=\"0\"/>\n");
    }

    private void scanInfo(String type, String protocol, List<PortRange> ports) {
        if (!ports.isEmpty()) {
            console.data("<scaninfo type=\"" + type + "\" protocol=\"" + protocol + "\" numservices=\""
                    + PortSet.of(ports).size() + "\" services=\"" + PortsElement.ports(ports) + "\"/>\n");
        }
    }

    private String time(long seconds) {
        ZoneId zone = console.zone();
        return TIME.format(Instant.ofEpochSecond(seconds).atZone(zone));
    }

    public void add(Observation observation) {
        Address address = Address.of(observation.getAddress().toByteArray());
        HostElement present = host;
        if (present == null || !present.address().equals(address)) {
            endHost();
            present = new HostElement(address, observation.getNamesList());
            host = present;
        }
        present.add(observation);
    }

    private void endHost() {
        if (host != null) {
            up += host.up() ? 1 : 0;
            down += host.down() ? 1 : 0;
            other += host.up() || host.down() ? 0 : 1;
            console.data(host.xml(scan.searched()));
            host = null;
        }
    }

    /** Writes what is left. Only to be called once all observations are there, for the document looks whole then. */
    public void end() {
        endHost();
        long end = scan.endSeconds();
        long total = up + down + other;
        long elapsed = end - scan.startSeconds();
        String exit = scan.ended() ? " exit=\"success\"" : "";
        console.data("<runstats><finished time=\"" + end + "\" timestr=\"" + time(end) + "\" summary=\"" + total + " hosts ("
                + up + " up) in " + elapsed + " seconds\" elapsed=\"" + elapsed + "\"" + exit + "/><hosts up=\"" + up
                + "\" down=\"" + down + "\" total=\"" + total + "\"/>\n</runstats>\n</nmaprun>\n");
        console.flush();
    }
}
