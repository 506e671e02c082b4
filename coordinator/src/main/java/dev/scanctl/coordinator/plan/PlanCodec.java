package dev.scanctl.coordinator.plan;

import dev.scanctl.wire.Address;
import dev.scanctl.wire.AddressRange;
import dev.scanctl.wire.AddressSet;
import dev.scanctl.wire.PortRange;
import dev.scanctl.wire.PortSet;
import dev.scanctl.wire.Protocol;
import java.util.ArrayList;
import java.util.List;

/**
 * A plan as bytes: the format's version (2 if hosts are discovered first, else 1), the seed (8 bytes), then the IPv4 ranges, IPv6 ranges, TCP and UDP port ranges,
 * each list with its length first, then hosts and ports of a unit for each section that has probes, in the order of {@link
 * SectionSpace}, and in version 2 the hosts of a unit of discovery for each family that has addresses. Numbers are LEB128 varints but for IPv6 addresses, which are 16 bytes. A range is its distance from the
 * end of the range before and its size less one.
 */
final class PlanCodec {
    private static final int PORTS_ONLY = 1;
    private static final int WITH_DISCOVERY = 2;

    private PlanCodec() {}

    static byte[] encode(Plan plan) {
        PlanWriter out = new PlanWriter();
        out.octet(plan.discovers() ? WITH_DISCOVERY : PORTS_ONLY);
        out.fixed(plan.seed());
        writeV4(out, plan.addresses().family(false).ranges());
        writeV6(out, plan.addresses().family(true).ranges());
        writePorts(out, plan.ports(Protocol.TCP).ranges());
        writePorts(out, plan.ports(Protocol.UDP).ranges());
        for (Section section : plan.sections()) {
            out.varint(section.hosts());
            out.varint(section.portsPerUnit());
        }
        plan.sweeps().families().forEach(sweep -> out.varint(sweep.hosts()));
        return out.bytes();
    }

    static Plan decode(byte[] encoded) {
        PlanReader in = new PlanReader(encoded);
        int version = in.octet();
        if (version != PORTS_ONLY && version != WITH_DISCOVERY) {
            throw new IllegalArgumentException(
                    "the plan has format " + version + " and this version of the program reads formats up to " + WITH_DISCOVERY);
        }
        long seed = in.fixed();
        List<AddressRange> ranges = readV4(in);
        ranges.addAll(readV6(in));
        PortSet tcp = readPorts(in);
        PortSet udp = readPorts(in);
        List<Section> sections = new ArrayList<>();
        for (SectionSpace space : SectionSpace.of(AddressSet.of(ranges), tcp, udp)) {
            int hosts = (int) in.varint(PlannedUnit.MAX_PROBES);
            int ports = (int) in.varint(PlannedUnit.MAX_PROBES);
            sections.add(new Section(space.protocol(), space.addresses(), space.ports(), hosts, ports));
        }
        List<Sweep> sweeps = new ArrayList<>();
        if (version == WITH_DISCOVERY) {
            Sweeps.split(AddressSet.of(ranges))
                    .forEach(family -> sweeps.add(new Sweep(family, (int) in.varint(Sweep.MAX_HOSTS))));
        }
        in.end();
        return new Plan(sections, new Sweeps(sweeps), seed);
    }

    private static void writeV4(PlanWriter out, List<AddressRange> ranges) {
        out.varint(ranges.size());
        long next = 0;
        for (AddressRange range : ranges) {
            out.varint(range.first().low() - next);
            out.varint(range.size() - 1);
            next = range.last().low() + 1;
        }
    }

    private static List<AddressRange> readV4(PlanReader in) {
        List<AddressRange> ranges = new ArrayList<>();
        long next = 0;
        for (int left = in.count(2); left > 0; left--) {
            long first = next + in.varint(0xffff_ffffL);
            long last = first + in.varint(0xffff_ffffL);
            ranges.add(new AddressRange(new Address(false, 0, first), new Address(false, 0, last)));
            next = last + 1;
        }
        return ranges;
    }

    private static void writeV6(PlanWriter out, List<AddressRange> ranges) {
        out.varint(ranges.size());
        for (AddressRange range : ranges) {
            out.octets(range.first().toBytes());
            out.octets(range.last().toBytes());
        }
    }

    private static List<AddressRange> readV6(PlanReader in) {
        List<AddressRange> ranges = new ArrayList<>();
        for (int left = in.count(32); left > 0; left--) {
            ranges.add(new AddressRange(Address.of(in.octets(16)), Address.of(in.octets(16))));
        }
        return ranges;
    }

    private static void writePorts(PlanWriter out, List<PortRange> ranges) {
        out.varint(ranges.size());
        int next = 0;
        for (PortRange range : ranges) {
            out.varint(range.first() - next);
            out.varint(range.size() - 1);
            next = range.last() + 1;
        }
    }

    private static PortSet readPorts(PlanReader in) {
        List<PortRange> ranges = new ArrayList<>();
        int next = 0;
        for (int left = in.count(2); left > 0; left--) {
            int first = next + (int) in.varint(0xffff);
            int last = first + (int) in.varint(0xffff);
            ranges.add(new PortRange(first, last));
            next = last + 1;
        }
        return PortSet.of(ranges);
    }
}
