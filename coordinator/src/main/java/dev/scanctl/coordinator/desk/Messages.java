package dev.scanctl.coordinator.desk;

import com.google.protobuf.ByteString;
import dev.scanctl.coordinator.lease.GrantedUnit;
import dev.scanctl.coordinator.lease.LeaseId;
import dev.scanctl.coordinator.lease.LeaseTimes;
import dev.scanctl.coordinator.lease.Permit;
import dev.scanctl.coordinator.lease.ScanTerms;
import dev.scanctl.coordinator.lease.Share;
import dev.scanctl.coordinator.plan.PlannedUnit;
import dev.scanctl.coordinator.store.row.UnitKey;
import dev.scanctl.proto.v1.AddressRange;
import dev.scanctl.proto.v1.CoordinatorMessage;
import dev.scanctl.proto.v1.ExclusionOverlay;
import dev.scanctl.proto.v1.Grant;
import dev.scanctl.proto.v1.HeartbeatReply;
import dev.scanctl.proto.v1.LeaseRef;
import dev.scanctl.proto.v1.PortRange;
import dev.scanctl.proto.v1.Protocol;
import dev.scanctl.proto.v1.RateShare;
import dev.scanctl.proto.v1.Refused;
import dev.scanctl.proto.v1.RenewCertificate;
import dev.scanctl.proto.v1.Revoke;
import dev.scanctl.proto.v1.Settings;
import dev.scanctl.proto.v1.UnitKind;
import dev.scanctl.proto.v1.Welcome;
import dev.scanctl.proto.v1.WorkUnit;
import dev.scanctl.wire.AddressSet;
import dev.scanctl.wire.Epoch;
import dev.scanctl.wire.PortSet;
import java.util.List;

/** The table's words as messages of the contract, and references back. */
final class Messages {
    static final CoordinatorMessage RENEW = CoordinatorMessage.newBuilder()
            .setRenewCertificate(RenewCertificate.getDefaultInstance())
            .build();

    private Messages() {}

    /** @param segmentId of the session the reference came on */
    static LeaseId lease(LeaseRef ref, int segmentId) {
        return new LeaseId(
                new UnitKey(ref.getScanId(), segmentId, ref.getUnit()), Epoch.ofBits(ref.getEpoch()));
    }

    static LeaseRef ref(LeaseId id) {
        return LeaseRef.newBuilder()
                .setScanId(id.unit().scanId())
                .setUnit(id.unit().unit())
                .setEpoch(id.epoch().bits())
                .build();
    }

    static CoordinatorMessage welcome(
            LeaseTimes times, int generation, int maxBatchBytes, List<LeaseId> kept, long askedSeq, long nowMs) {
        Settings settings = Settings.newBuilder()
                .setLeaseTtlMs((int) times.ttl().toMillis())
                .setHeartbeatMs((int) times.heartbeat().toMillis())
                .setDetachedMs((int) times.detached().toMillis())
                .setMaxBatchBytes(maxBatchBytes)
                .build();
        Welcome.Builder welcome = Welcome.newBuilder()
                .setSettings(settings)
                .setWallClockMs(nowMs)
                .setGeneration(generation)
                .setAskedSeq(askedSeq);
        kept.forEach(id -> welcome.addKept(ref(id)));
        return CoordinatorMessage.newBuilder().setWelcome(welcome).build();
    }

    static CoordinatorMessage refused(Refused.Cause cause, String detail, long retryAfterMs) {
        return CoordinatorMessage.newBuilder()
                .setRefused(Refused.newBuilder()
                        .setCause(cause)
                        .setDetail(detail)
                        .setRetryAfterMs((int) retryAfterMs))
                .build();
    }

    static CoordinatorMessage grant(GrantedUnit granted, String space, long ttlMs) {
        return CoordinatorMessage.newBuilder()
                .setGrant(Grant.newBuilder()
                        .setLease(ref(granted.lease()))
                        .setAskedSeq(granted.askedSeq())
                        .setTtlMs((int) ttlMs)
                        .setWork(work(granted, space))
                        .setRate(rate(granted.lease(), granted.share())))
                .build();
    }

    private static WorkUnit work(GrantedUnit granted, String space) {
        ScanTerms terms = granted.terms();
        PlannedUnit unit = terms.plan().unit(granted.lease().unit().unit());
        WorkUnit.Builder work = WorkUnit.newBuilder()
                .setKind(unit.discovery() ? UnitKind.UNIT_KIND_DISCOVERY : UnitKind.UNIT_KIND_PORTS)
                .setProtocol(Protocol.forNumber(unit.protocol().number()))
                .addAllAddresses(ranges(granted.liveKnown() ? terms.addressesOf(unit.number()) : granted.addresses()))
                .setSeed(seed(terms, unit.number()))
                .setSettings(terms.settings())
                .setSpace(space)
                .setOverlay(terms.overlay());
        terms.permit().hours().forEach(hours -> work.addHours(Permit.message(hours)));
        if (granted.liveKnown()) {
            work.setLiveKnown(true).addAllLive(ranges(granted.addresses()));
        }
        if (!unit.discovery() && unit.protocol() == dev.scanctl.wire.Protocol.TCP) {
            work.addAllControlPorts(ranges(terms.control()));
        }
        return work.addAllPorts(ranges(unit.ports())).build();
    }

    private static List<PortRange> ranges(PortSet ports) {
        return ports.ranges().stream()
                .map(range -> PortRange.newBuilder().setFirst(range.first()).setLast(range.last()).build())
                .toList();
    }

    /** The plan's order is drawn by the scan's seed, so a unit's place in it is too. */
    private static long seed(ScanTerms terms, long unit) {
        long z = terms.plan().positionOf(unit) * 0x9e3779b97f4a7c15L + terms.scanId();
        z = (z ^ z >>> 30) * 0xbf58476d1ce4e5b9L;
        return z ^ z >>> 31;
    }

    static List<AddressRange> ranges(AddressSet addresses) {
        return addresses.ranges().stream()
                .map(range -> AddressRange.newBuilder()
                        .setFirst(ByteString.copyFrom(range.first().toBytes()))
                        .setLast(ByteString.copyFrom(range.last().toBytes()))
                        .build())
                .toList();
    }

    static RateShare rate(LeaseId id, Share share) {
        return RateShare.newBuilder()
                .setLease(ref(id))
                .setMaxPps(share.maxPps())
                .setHostPps(share.hostPps())
                .setNumber(share.number())
                .build();
    }

    static CoordinatorMessage share(LeaseId id, Share share) {
        return CoordinatorMessage.newBuilder().setRateShare(rate(id, share)).build();
    }

    static CoordinatorMessage renewed(long askedSeq, List<LeaseId> renewed) {
        HeartbeatReply.Builder reply = HeartbeatReply.newBuilder().setAskedSeq(askedSeq);
        renewed.forEach(id -> reply.addRenewed(ref(id)));
        return CoordinatorMessage.newBuilder().setHeartbeatReply(reply).build();
    }

    static CoordinatorMessage revoke(LeaseId id, Revoke.Cause cause) {
        return CoordinatorMessage.newBuilder()
                .setRevoke(Revoke.newBuilder().setLease(ref(id)).setCause(cause))
                .build();
    }

    static CoordinatorMessage exclude(long scanId, int overlay, AddressSet addresses) {
        return CoordinatorMessage.newBuilder()
                .setExclusions(ExclusionOverlay.newBuilder()
                        .setScanId(scanId)
                        .setOverlay(overlay)
                        .addAllAddresses(ranges(addresses)))
                .build();
    }
}
