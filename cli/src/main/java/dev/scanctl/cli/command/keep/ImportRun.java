package dev.scanctl.cli.command.keep;

import com.google.protobuf.ByteString;
import dev.scanctl.cli.client.Session;
import dev.scanctl.cli.client.Upload;
import dev.scanctl.cli.exit.ExitCode;
import dev.scanctl.cli.exit.Failure;
import dev.scanctl.cli.nmap.HostRuns;
import dev.scanctl.cli.nmap.NmapFile;
import dev.scanctl.cli.nmap.NmapHost;
import dev.scanctl.cli.nmap.NmapSummary;
import dev.scanctl.cli.output.Console;
import dev.scanctl.cli.output.Words;
import dev.scanctl.cli.view.ScanText;
import dev.scanctl.coordinator.grammar.BadInput;
import dev.scanctl.coordinator.grammar.PortParser;
import dev.scanctl.coordinator.grammar.Ports;
import dev.scanctl.proto.v1.AddressRange;
import dev.scanctl.proto.v1.ImportAnswer;
import dev.scanctl.proto.v1.ImportHeader;
import dev.scanctl.proto.v1.ImportHosts;
import dev.scanctl.proto.v1.ImportedHost;
import dev.scanctl.proto.v1.PortRange;
import dev.scanctl.proto.v1.ResolvedName;
import dev.scanctl.wire.Address;
import dev.scanctl.wire.PortSet;
import dev.scanctl.wire.Protocol;
import java.nio.file.Path;
import java.util.List;

/** One import: the report is read as a whole before anything is sent, so that of a broken one nothing is. */
final class ImportRun {
    /** Some 50 KiB of an ordinary report, at most some MiB of one with all ports of each host. */
    private static final int HOSTS_AT_A_TIME = 500;

    private static final int BYTES_AT_A_TIME = 1 << 20;

    private final ImportCommand.Nmap options;
    private final Console console;
    private final NmapFile report;
    private final NmapSummary summary;
    private final Ports ports;
    private final HostRuns runs;
    private ImportHosts.Builder batch = ImportHosts.newBuilder();
    private int batchBytes;
    private boolean wanted = true;

    private ImportRun(ImportCommand.Nmap options, Console console, NmapFile report, NmapSummary summary, Ports ports) {
        this.options = options;
        this.console = console;
        this.report = report;
        this.summary = summary;
        this.ports = ports;
        this.runs = new HostRuns(ports.tcp(), ports.udp());
    }

    static ImportRun of(ImportCommand.Nmap options, Console console, NmapFile report) {
        NmapSummary summary = report.summary();
        return new ImportRun(options, console, report, summary, covered(options, report, summary));
    }

    private static Ports covered(ImportCommand.Nmap options, NmapFile report, NmapSummary summary) {
        boolean told = !summary.tcp().isEmpty() || !summary.udp().isEmpty();
        if (told && options.covered != null) {
            throw Failure.usage(report.name() + " says itself which ports were covered: leave out --covered");
        }
        if (told) {
            return new Ports(summary.tcp(), summary.udp());
        }
        if (options.covered == null) {
            throw Failure.usage(report.name() + " does not say which ports were covered: say it with --covered PORTS");
        }
        try {
            return PortParser.parse(options.covered);
        } catch (BadInput e) {
            throw Failure.usage("--covered: " + e.getMessage());
        }
    }

    ExitCode send(Session session) {
        if (!summary.leftOut().isEmpty()) {
            console.say("Left out: the scan by " + String.join(", ", summary.leftOut()) + ".");
        }
        ImportAnswer answer;
        try (Upload upload = session.client().upload(header())) {
            report.hosts(host -> add(upload, host));
            flush(upload);
            answer = upload.end();
        }
        ScanText.accepted(console, options.root().format(), answer.getScan());
        String id = "scan " + answer.getScan().getId();
        console.say(answer.getBefore()
                ? report.name() + " was imported before, as " + id + "; nothing has changed."
                : "Imported " + Words.count(summary.addresses().size(), "host") + " as " + id + " from " + options.from + ".");
        return ExitCode.DONE;
    }

    private ImportHeader header() {
        long nowMs = options.root().surroundings().clock().instant().toEpochMilli();
        long endedMs = summary.endedMs() == 0 ? nowMs : summary.endedMs();
        ImportHeader.Builder header = ImportHeader.newBuilder()
                .setSegment(options.from)
                .setNewSegment(options.newSegment)
                .setDigest(ByteString.copyFrom(summary.digest()))
                .setName(options.name == null ? fileName() : options.name)
                .setReason(options.reason)
                .setOwner(System.getProperty("user.name", ""))
                .addAllTcp(ranges(ports.tcp()))
                .addAllUdp(ranges(ports.udp()))
                .setTcpMethodValue(summary.method().number())
                .setStartedMs(summary.startedMs() == 0 ? endedMs : summary.startedMs())
                .setEndedMs(endedMs);
        summary.addresses().ranges().forEach(range -> header.addAddresses(
                AddressRange.newBuilder().setFirst(bytes(range.first())).setLast(bytes(range.last()))));
        summary.names().forEach((name, addresses) -> header.addNames(ResolvedName.newBuilder()
                .setName(name)
                .addAllAddresses(addresses.stream().map(Address::toString).toList())));
        return header.build();
    }

    /** A name that is all digits would be taken for a scan's number. */
    private String fileName() {
        Path name = Path.of(options.file).getFileName();
        String text = options.file.equals("-") || name == null ? "nmap" : name.toString();
        String safe = text.codePoints()
                .filter(c -> !Character.isISOControl(c))
                .limit(100)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        return safe.chars().allMatch(Character::isDigit) ? "nmap " + safe : safe;
    }

    private static List<PortRange> ranges(PortSet ports) {
        return ports.ranges().stream()
                .map(range -> PortRange.newBuilder().setFirst(range.first()).setLast(range.last()).build())
                .toList();
    }

    private static ByteString bytes(Address address) {
        return ByteString.copyFrom(address.toBytes());
    }

    private boolean add(Upload upload, NmapHost host) {
        if (host.address().isEmpty()) {
            return wanted;
        }
        ImportedHost.Builder one = ImportedHost.newBuilder()
                .setAddress(bytes(host.address().get()))
                .setObservedMs(host.observedMs())
                .setDown(host.down());
        if (!host.down()) {
            runs.read(host);
            ByteString tcp = ByteString.copyFrom(runs.encoded(Protocol.TCP));
            ByteString udp = ByteString.copyFrom(runs.encoded(Protocol.UDP));
            one.setTcpRuns(tcp).setUdpRuns(udp);
            batchBytes += tcp.size() + udp.size();
        }
        batch.addHosts(one);
        if (batch.getHostsCount() == HOSTS_AT_A_TIME || batchBytes > BYTES_AT_A_TIME) {
            flush(upload);
        }
        return wanted;
    }

    private void flush(Upload upload) {
        if (wanted && batch.getHostsCount() > 0) {
            wanted = upload.send(batch.build());
            batch = ImportHosts.newBuilder();
            batchBytes = 0;
        }
    }
}
