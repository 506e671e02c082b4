package dev.scanctl.agent.lease;

import com.google.protobuf.ByteString;
import dev.scanctl.agent.probe.MissEvidence;
import dev.scanctl.agent.probe.ProbeLimits;
import dev.scanctl.agent.probe.ProbeUnit;
import dev.scanctl.agent.probe.UnitOutcome;
import dev.scanctl.proto.v1.AddressRange;
import dev.scanctl.proto.v1.Grant;
import dev.scanctl.proto.v1.LeaseRef;
import dev.scanctl.proto.v1.PortRange;
import dev.scanctl.proto.v1.Protocol;
import dev.scanctl.proto.v1.RateShare;
import dev.scanctl.proto.v1.UnitKind;
import dev.scanctl.proto.v1.WorkUnit;
import dev.scanctl.wire.Address;
import dev.scanctl.wire.AddressSet;
import dev.scanctl.wire.Outcome;
import dev.scanctl.wire.PortSet;
import dev.scanctl.wire.PortState;
import dev.scanctl.wire.Reason;
import dev.scanctl.wire.Runs;
import java.util.ArrayList;
import java.util.List;

/** Leases, grants and outcomes for tests. */
final class Samples {
    static final ProbeLimits LIMITS = new ProbeLimits(0, 0, 16, 2, 4, 0);
    static final UnitOutcome.Quality QUALITY = new UnitOutcome.Quality(9, 8, 1, 1, 0, 0, 500, 0, false, 12, MissEvidence.NONE);
    static final Outcome CLOSED = Outcome.of(PortState.CLOSED, Reason.CONN_REFUSED);

    private Samples() {}

    static LeaseRef lease(long scan, long unit, long epoch) {
        return LeaseRef.newBuilder().setScanId(scan).setUnit(unit).setEpoch(epoch).build();
    }

    static ProbeUnit unit(long id) {
        AddressSet one = AddressSet.of(dev.scanctl.wire.AddressRange.of(Address.parse("192.0.2.1")));
        PortSet ports = PortSet.of(new dev.scanctl.wire.PortRange(1, 10));
        return new ProbeUnit(id, dev.scanctl.wire.Method.CONNECT, dev.scanctl.wire.Protocol.TCP, one, ports, 7, LIMITS);
    }

    static AddressRange range(String first, String last) {
        return AddressRange.newBuilder()
                .setFirst(ByteString.copyFrom(Address.parse(first).toBytes()))
                .setLast(ByteString.copyFrom(Address.parse(last).toBytes()))
                .build();
    }

    /** Four addresses × ten ports, from 192.0.2.0. */
    static WorkUnit work() {
        return WorkUnit.newBuilder()
                .setKind(UnitKind.UNIT_KIND_PORTS)
                .setProtocol(Protocol.PROTOCOL_TCP)
                .addAddresses(range("192.0.2.0", "192.0.2.3"))
                .addPorts(PortRange.newBuilder().setFirst(1).setLast(10))
                .setSeed(42)
                .build();
    }

    static Grant grant(LeaseRef lease, long askedSeq) {
        return Grant.newBuilder()
                .setLease(lease)
                .setAskedSeq(askedSeq)
                .setTtlMs(20_000)
                .setWork(work())
                .setRate(RateShare.newBuilder().setLease(lease))
                .build();
    }

    /** Every port of the first hosts of a unit closed. */
    static UnitOutcome closed(ProbeUnit unit, int hosts, long atNanos) {
        List<UnitOutcome.Host> list = new ArrayList<>();
        Runs runs = Runs.of(unit.ports(), rank -> CLOSED);
        for (int i = 0; i < hosts; i++) {
            list.add(new UnitOutcome.Host(unit.addresses().at(i), runs, atNanos));
        }
        return new UnitOutcome(list, List.of(), QUALITY);
    }
}
