package dev.scanctl.cli.command.keep;

import com.google.protobuf.ByteString;
import dev.scanctl.cli.client.Upload;
import dev.scanctl.cli.exit.ExitCode;
import dev.scanctl.cli.exit.Failure;
import dev.scanctl.cli.nmap.NmapFile;
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
import dev.scanctl.proto.v1.PortRange;
import dev.scanctl.proto.v1.ResolvedName;
import dev.scanctl.wire.Address;
import dev.scanctl.wire.PortSet;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One import: the report is read as a whole before anything is sent. */
final class ImportRun {
    /** Hosts of a report that takes long to read. */
    private static final int MANY = 20_000;

    private final ImportCommand.Nmap options;
    private final Console console;
    private final String report;
    private final ReportedHosts hosts;
    private final SessionAhead session;
    private final NmapSummary summary;
    private final Ports ports;

    private ImportRun(
            ImportCommand.Nmap options,
            Console console,
            String report,
            ReportedHosts hosts,
            SessionAhead session,
            NmapSummary summary,
            Ports ports) {
        this.options = options;
        this.console = console;
        this.report = report;
        this.hosts = hosts;
        this.session = session;
        this.summary = summary;
        this.ports = ports;
    }

    /** Reads a report. A coordinator that has to start for it does so beside the reading, if that takes long. */
    static ImportRun of(
            ImportCommand.Nmap options, Console console, NmapFile report, ReportedHosts hosts, SessionAhead session) {
        Covered covered = Covered.of(report.name(), options.covered);
        NmapSummary summary;
        try {
            summary = report.read((host, address, tcp, udp) -> {
                hosts.add(host, address, covered.ports(tcp, udp));
                if (hosts.count() >= MANY) {
                    session.begin();
                }
            });
        } finally {
            // What is wrong with a host comes before what is wrong behind it.
            hosts.end();
        }
        Ports ports = covered.ports(summary.tcp(), summary.udp());
        return new ImportRun(options, console, report.name(), hosts, session, summary, ports);
    }

    /**
     * Which ports a report covers: it says so, or the operator does.
     *
     * @param option what the operator says
     */
    private record Covered(String report, @Nullable Ports option) {
        static Covered of(String report, @Nullable String option) {
            try {
                return new Covered(report, option == null ? null : PortParser.parse(option));
            } catch (BadInput e) {
                throw Failure.usage("--covered: " + e.getMessage());
            }
        }

        Ports ports(PortSet tcp, PortSet udp) {
            boolean tells = !tcp.isEmpty() || !udp.isEmpty();
            if (tells && option != null) {
                throw Failure.usage(report + " says itself which ports were covered: leave out --covered");
            }
            if (!tells && option == null) {
                throw Failure.usage(report + " does not say which ports were covered: say it with --covered PORTS");
            }
            return option == null ? new Ports(tcp, udp) : option;
        }
    }

    ExitCode send() {
        if (!summary.leftOut().isEmpty()) {
            console.say("Left out: the scan by " + String.join(", ", summary.leftOut()) + ".");
        }
        ImportAnswer answer;
        try (Upload upload = session.get().client().upload(header())) {
            hosts.send(upload);
            answer = upload.end();
        }
        ScanText.accepted(console, options.root().format(), answer.getScan());
        String id = "scan " + answer.getScan().getId();
        console.say(answer.getBefore()
                ? report + " was imported before, as " + id + "; nothing has changed."
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
}
