package dev.scanctl.coordinator.ingest;

import com.google.protobuf.ByteString;
import dev.scanctl.coordinator.plan.PlannedUnit;
import dev.scanctl.coordinator.store.row.RemarkRow;
import dev.scanctl.coordinator.store.row.UnitKey;
import dev.scanctl.proto.v1.HostResult;
import dev.scanctl.proto.v1.LeaseRef;
import dev.scanctl.proto.v1.UnitResult;
import dev.scanctl.wire.Address;
import dev.scanctl.wire.AddressRange;
import dev.scanctl.wire.AddressSet;
import dev.scanctl.wire.Epoch;
import dev.scanctl.wire.Method;
import dev.scanctl.wire.PortState;
import dev.scanctl.wire.Protocol;
import dev.scanctl.wire.Runs;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Holds a result against the plan of its scan. It trusts no number, size or order in it. */
final class ResultCheck {
    /** See scan.v1.UnitResult.remarks. */
    private static final int MOST_REMARKS = 4_096;

    private final ScanPlan scan;
    private final UnitResult result;
    private final long receivedMs;
    private final PlannedUnit unit;

    private ResultCheck(ScanPlan scan, UnitResult result, long receivedMs) {
        this.scan = scan;
        this.result = result;
        this.receivedMs = receivedMs;
        long number = result.getLease().getUnit();
        if (number < 0 || number >= scan.plan().unitCount()) {
            throw new RefusedResult("scan " + scan.scanId() + " has no unit " + Long.toUnsignedString(number));
        }
        this.unit = scan.plan().unit(number);
    }

    /** The result in our own types; {@link RefusedResult} if it is malformed or contradicts the plan. */
    static CheckedResult of(ScanPlan scan, int segmentId, UnitResult result, long receivedMs) {
        try {
            return new ResultCheck(scan, result, receivedMs).check(segmentId);
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new RefusedResult(String.valueOf(e.getMessage()));
        }
    }

    private CheckedResult check(int segmentId) {
        if (unit.discovery()) {
            return discovery(segmentId);
        }
        LeaseRef lease = result.getLease();
        refuseIf(result.getLiveCount() > 0, "the unit is not one of host discovery");
        Protocol protocol = Protocol.of(result.getProtocolValue());
        refuseIf(protocol != unit.protocol(), "the unit is of " + unit.protocol().label() + " ports");
        List<HostRuns> hosts = new OpenAnswers(result.getOpenList()).beside(hosts());
        Method method = method(hosts);
        UnitKey key = new UnitKey(scan.scanId(), segmentId, lease.getUnit());
        return new CheckedResult(
                key,
                Epoch.ofBits(lease.getEpoch()),
                unit,
                method,
                hosts,
                AddressSet.of(hosts.stream().map(HostRuns::hosts).toList()),
                Quality.checked(result.getQuality()),
                AddressSet.EMPTY,
                result.getPartial(),
                receivedMs,
                remarks(key, hosts));
    }

    private List<RemarkRow> remarks(UnitKey key, List<HostRuns> hosts) {
        refuseIf(result.getRemarksCount() > MOST_REMARKS, result.getRemarksCount() + " remarks on one unit");
        Remarks remarks = new Remarks(key).suspended(hosts).untrusted(hosts, Quality.checked(result.getQuality()));
        result.getRemarksList().forEach(said -> remarks.claimed(said, range(said.getAddress(), said.getCount())));
        return remarks.rows();
    }

    /** All of the unit at once, by live hosts only: those that are not among them were looked for and are down. */
    private CheckedResult discovery(int segmentId) {
        refuseIf(
                result.getHostsCount() > 0 || result.getOpenCount() > 0 || result.getPartial(),
                "a unit of host discovery ends with its live hosts and nothing else");
        AddressSet live = live();
        refuseIf(!live.minus(unit.addresses()).isEmpty(), "live hosts that are not addresses of the unit");
        Method method = Method.of(result.getMethodValue());
        refuseIf(method == Method.UDP, "hosts are not looked for by udp");
        return new CheckedResult(
                new UnitKey(scan.scanId(), segmentId, result.getLease().getUnit()),
                Epoch.ofBits(result.getLease().getEpoch()),
                unit,
                method,
                List.of(),
                AddressSet.EMPTY,
                Quality.checked(result.getQuality()),
                live,
                false,
                receivedMs,
                List.of());
    }

    private AddressSet live() {
        refuseIf(result.getLiveCount() > unit.addresses().size(), "more ranges of live hosts than addresses");
        return AddressSet.of(result.getLiveList().stream()
                .map(range -> new AddressRange(
                        Address.of(range.getFirst().toByteArray()),
                        Address.of(range.getLast().toByteArray())))
                .toList());
    }

    private List<HostRuns> hosts() {
        List<HostRuns> hosts = new ArrayList<>();
        for (HostResult host : result.getHostsList()) {
            HostRuns next = host(host);
            refuseIf(
                    !hosts.isEmpty() && hosts.getLast().hosts().last().compareTo(next.hosts().first()) >= 0,
                    "hosts are not ascending at " + next.hosts().first());
            hosts.add(next);
        }
        return hosts;
    }

    private HostRuns host(HostResult host) {
        AddressRange range = range(host.getAddress(), host.getCount());
        byte[] encoded = host.getRuns().toByteArray();
        Runs runs = Runs.decode(encoded, unit.ports());
        boolean openFiltered =
                runs.list().stream().anyMatch(run -> run.outcome().state() == PortState.OPEN_FILTERED);
        refuseIf(openFiltered && unit.protocol() == Protocol.TCP, "a TCP port is never open|filtered");
        return new HostRuns(range, runs, encoded, observedMs(host.getAgeMs()));
    }

    private AddressRange range(ByteString address, int counted) {
        Address first = Address.of(address.toByteArray());
        int count = Math.max(1, counted);
        long rank = unit.addresses().rankOf(first);
        boolean within = counted >= 0 && rank >= 0 && rank + count <= unit.addresses().size();
        refuseIf(!within, first + " and " + (count - 1) + " more are not addresses of the unit");
        Address last = first.plus(count - 1L);
        refuseIf(unit.addresses().rankOf(last) != rank + count - 1, first + "-" + last + " is not in the unit");
        return new AddressRange(first, last);
    }

    /** Never before the scan was submitted, whatever age it claims. */
    private long observedMs(long ageMs) {
        long oldest = Math.min(scan.createdMs(), receivedMs);
        long age = ageMs < 0 || ageMs > receivedMs - oldest ? receivedMs - oldest : ageMs;
        return receivedMs - age;
    }

    private @Nullable Method method(List<HostRuns> hosts) {
        if (hosts.stream().noneMatch(HostRuns::probed)) {
            return null;
        }
        Method method = Method.of(result.getMethodValue());
        boolean fits = switch (method) {
            case CONNECT, SYN, CONNECT_PORTABLE -> unit.protocol() == Protocol.TCP;
            case UDP -> unit.protocol() == Protocol.UDP;
            case ICMP_ECHO, NEIGHBOUR -> false;
        };
        refuseIf(!fits, "ports of " + unit.protocol().label() + " are not probed by " + method.label());
        return method;
    }

    private static void refuseIf(boolean wrong, String detail) {
        if (wrong) {
            throw new RefusedResult(detail);
        }
    }
}
