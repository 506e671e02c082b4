package dev.scanctl.coordinator.scan;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.scanctl.coordinator.plan.Plan;
import dev.scanctl.coordinator.plan.UnitShape;
import dev.scanctl.proto.v1.ImportHeader;
import dev.scanctl.proto.v1.Method;
import dev.scanctl.proto.v1.PlanSummary;
import dev.scanctl.proto.v1.PortRange;
import dev.scanctl.proto.v1.ProbeSettings;
import dev.scanctl.proto.v1.ScanSpec;
import dev.scanctl.proto.v1.SourceText;
import dev.scanctl.wire.AddressSet;
import dev.scanctl.wire.PortSet;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** What the header of an import must keep to, and what it says. */
final class ImportHeaders {
    private static final int DIGEST_BYTES = 32;
    private static final int MOST_RANGES = 65_535;
    /** A bit for each is kept while they come: 2 MiB. */
    private static final long MOST_ADDRESSES = 1 << 24;

    private static final int MOST_NAMES = 10_000;

    /** As large as units may be: nobody probes them. */
    private static final UnitShape SHAPE = new UnitShape(1 << 16, 1 << 16, 1 << 16, 1 << 16);

    private ImportHeaders() {}

    /** {@link ScanRefused} if it is malformed. */
    static void check(ImportHeader header) {
        if (header.getDigest().size() != DIGEST_BYTES) {
            throw ScanRefused.malformed("the digest of the file is not 32 bytes");
        }
        if (header.getTcpMethod() != Method.METHOD_CONNECT && header.getTcpMethod() != Method.METHOD_SYN) {
            throw ScanRefused.malformed("the TCP ports of a file were asked by connect or by syn");
        }
        if (header.getAddressesCount() > MOST_RANGES) {
            throw ScanRefused.malformed("the hosts of the file are " + header.getAddressesCount()
                    + " separate ranges, and an import takes " + MOST_RANGES + "; split the file");
        }
        if (header.getStartedMs() < 0 || header.getEndedMs() < header.getStartedMs()) {
            throw ScanRefused.malformed("the file's scan ends before it begins");
        }
        if (header.getNamesCount() > MOST_NAMES) {
            throw ScanRefused.malformed("more than " + MOST_NAMES + " host names are named");
        }
    }

    /** The same for the same file from the same segment, read in the same way. */
    static String requestId(ImportHeader header) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            sha.update(header.getDigest().toByteArray());
            sha.update((header.getSegment() + " " + ports(header)).getBytes(UTF_8));
            return HexFormat.of().formatHex(sha.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    static Plan plan(ImportHeader header) {
        try {
            AddressSet addresses = RangeMessages.addresses(header.getAddressesList());
            if (addresses.isEmpty() || addresses.size() > MOST_ADDRESSES) {
                throw ScanRefused.malformed("an import is of 1 to " + MOST_ADDRESSES + " hosts, not " + addresses.size());
            }
            return Plan.of(addresses, set(header.getTcpList()), set(header.getUdpList()), SHAPE, 0);
        } catch (IllegalArgumentException e) {
            throw ScanRefused.malformed("what the file covers is malformed: " + e.getMessage());
        }
    }

    static PortSet set(List<PortRange> ranges) {
        return PortSet.of(ranges.stream()
                .map(range -> new dev.scanctl.wire.PortRange(range.getFirst(), range.getLast()))
                .toList());
    }

    /** As it could be typed to probe the same. */
    static ScanSpec spec(ImportHeader header, AddressSet addresses) {
        return ScanSpec.newBuilder()
                .setName(header.getName())
                .setReason(header.getReason())
                .setOwner(header.getOwner())
                .addAllTargets(addresses.ranges().stream()
                        .map(range -> SourceText.newBuilder().setText(range.toString()).build())
                        .toList())
                .setPorts(ports(header))
                .addSegments(header.getSegment())
                .setSettings(ProbeSettings.newBuilder().setMethod(header.getTcpMethod()))
                .setSkipDiscovery(true)
                .build();
    }

    private static String ports(ImportHeader header) {
        String tcp = set(header.getTcpList()).toString();
        String udp = set(header.getUdpList()).toString();
        return (tcp.isEmpty() ? "" : "T:" + tcp) + (tcp.isEmpty() || udp.isEmpty() ? "" : ",") + (udp.isEmpty() ? "" : "U:" + udp);
    }

    static PlanSummary findings(ImportHeader header) {
        return PlanSummary.newBuilder().addAllNames(header.getNamesList()).setImported(true).build();
    }
}
