package dev.scanctl.coordinator;

import static dev.scanctl.coordinator.ScriptedAgent.CLOSED;
import static dev.scanctl.coordinator.ScriptedAgent.OPEN;
import static dev.scanctl.coordinator.ScriptedAgent.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import dev.scanctl.proto.v1.AgentInfo;
import dev.scanctl.proto.v1.CoordinatorMessage;
import dev.scanctl.proto.v1.EditScanRequest;
import dev.scanctl.proto.v1.GetScanRequest;
import dev.scanctl.proto.v1.GetServerInfoRequest;
import dev.scanctl.proto.v1.Grant;
import dev.scanctl.proto.v1.ListAgentsRequest;
import dev.scanctl.proto.v1.ListHistoryRequest;
import dev.scanctl.proto.v1.ListResultsRequest;
import dev.scanctl.proto.v1.ListScansRequest;
import dev.scanctl.proto.v1.Method;
import dev.scanctl.proto.v1.Observation;
import dev.scanctl.proto.v1.PlanSummary;
import dev.scanctl.proto.v1.PortRange;
import dev.scanctl.proto.v1.ProbeHours;
import dev.scanctl.proto.v1.ProbeSettings;
import dev.scanctl.proto.v1.Profile;
import dev.scanctl.proto.v1.ResultAnswer.Verdict;
import dev.scanctl.proto.v1.ResultsPage;
import dev.scanctl.proto.v1.Revoke;
import dev.scanctl.proto.v1.Scan;
import dev.scanctl.proto.v1.ScanActionRequest;
import dev.scanctl.proto.v1.ScanDetail;
import dev.scanctl.proto.v1.ScanEvent;
import dev.scanctl.proto.v1.ScanServiceGrpc;
import dev.scanctl.proto.v1.ScanSpec;
import dev.scanctl.proto.v1.ScanState;
import dev.scanctl.proto.v1.SourceText;
import dev.scanctl.proto.v1.ResultAnswer;
import dev.scanctl.proto.v1.SubmitRequest;
import dev.scanctl.proto.v1.PortState;
import dev.scanctl.proto.v1.UnitKind;
import dev.scanctl.proto.v1.SubmitResponse;
import dev.scanctl.proto.v1.WatchScanRequest;
import dev.scanctl.wire.Address;
import dev.scanctl.wire.Outcome;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.inprocess.InProcessChannelBuilder;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The operators' service over gRPC, with the real parts behind it and an agent that follows the test. */
@Timeout(60)
class ScanServiceTest {
    private static final BiFunction<Address, Integer, Outcome> ONLY_22_OPEN =
            (address, port) -> port == 22 ? OPEN : CLOSED;

    private final String name = UUID.randomUUID().toString();
    private Coordinator coordinator;
    private ManagedChannel channel;
    private ScanServiceGrpc.ScanServiceBlockingStub scans;
    private ScriptedAgent agent;

    @BeforeEach
    void start() throws Exception {
        coordinator = Coordinator.start(CoordinatorConfig.inMemory().listeningOn(new ListenOn.InProcess(name)));
        channel = InProcessChannelBuilder.forName(name).build();
        scans = ScanServiceGrpc.newBlockingStub(channel);
        agent = new ScriptedAgent(channel, "dmz");
    }

    @AfterEach
    void stop() throws Exception {
        agent.close();
        channel.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
        coordinator.close();
    }

    private static ScanSpec.Builder spec(String target, String ports) {
        return ScanSpec.newBuilder()
                .setName("weekly")
                .addTargets(SourceText.newBuilder().setText(target))
                .setPorts(ports)
                .setSkipDiscovery(true)
                .addSegments("dmz");
    }

    private static SubmitRequest.Builder request(ScanSpec.Builder spec) {
        return SubmitRequest.newBuilder().setRequestId(UUID.randomUUID().toString()).setSpec(spec);
    }

    private Scan submit(String target, String ports) {
        return scans.submit(request(spec(target, ports)).build()).getScan();
    }

    private static ScanActionRequest act(Scan scan) {
        return ScanActionRequest.newBuilder()
                .setScan(Long.toString(scan.getId()))
                .setRequestId(UUID.randomUUID().toString())
                .build();
    }

    private ScanDetail detail(Scan scan) {
        return scans.getScan(GetScanRequest.newBuilder().setScan(Long.toString(scan.getId())).build());
    }

    private Iterator<ScanEvent> watch(Scan scan) {
        return scans.watchScan(WatchScanRequest.newBuilder()
                .setScan(Long.toString(scan.getId()))
                .setFound(true)
                .build());
    }

    private static List<ScanEvent> rest(Iterator<ScanEvent> events) {
        List<ScanEvent> all = new ArrayList<>();
        events.forEachRemaining(all::add);
        return all;
    }

    private void awaitState(Scan scan, ScanState state) {
        await().until(() -> detail(scan).getScan().getState() == state);
    }

    private List<Observation> open(Scan scan) {
        List<Observation> all = new ArrayList<>();
        scans.listResults(ListResultsRequest.newBuilder().addScans(Long.toString(scan.getId())).build())
                .forEachRemaining(page -> all.addAll(page.getObservationsList()));
        return all;
    }

    private static void refused(Runnable call, Status.Code code, String sentence) {
        assertThatThrownBy(call::run).isInstanceOfSatisfying(StatusRuntimeException.class, e -> {
            assertThat(e.getStatus().getDescription()).isEqualTo(sentence);
            assertThat(e.getStatus().getCode()).isEqualTo(code);
        });
    }

    @Test
    void watcherSeesFindsAndTheEndAndResultsStay() throws Exception {
        Scan scan = submit("10.0.0.1", "22,80");
        Iterator<ScanEvent> events = watch(scan);
        assertThat(events.next().hasProgress()).isTrue();

        Grant grant = agent.grant();
        agent.found(grant, "10.0.0.1", 22);
        ScanEvent found = events.next();
        while (!found.hasFound()) {
            found = events.next();
        }
        assertThat(agent.finish(grant, ONLY_22_OPEN).getVerdict()).isEqualTo(Verdict.VERDICT_APPLIED);
        List<ScanEvent> after = rest(events);

        assertThat(found.getFound().getSegment()).isEqualTo("dmz");
        assertThat(found.getFound().getObservation().getFirstPort()).isEqualTo(22);
        assertThat(found.getFound().getObservation().getService()).isEqualTo("ssh");
        assertThat(found.getFound().getObservation().getProvisional()).isTrue();
        assertThat(after).noneMatch(ScanEvent::hasFound).noneMatch(ScanEvent::hasWithdrawn);
        Scan ended = after.getLast().getEnded();
        assertThat(ended.getState()).isEqualTo(ScanState.SCAN_STATE_COMPLETED);
        assertThat(ended.getProbesDone()).isEqualTo(2);
        assertThat(ended.getCounts().getOpen()).isEqualTo(1);
        assertThat(ended.getCounts().getClosed()).isEqualTo(1);
        assertThat(open(scan)).singleElement().satisfies(seen -> {
            assertThat(seen.getFirstPort()).isEqualTo(22);
            assertThat(seen.getProvisional()).isFalse();
        });
    }

    @Test
    void controlPortsAreThoseWithoutServicesAndNeverExcludedOnes() throws Exception {
        scans.submit(request(spec("10.0.0.1", "22,80").setExcludePorts("50000-65535")).build());
        assertThat(agent.grant().getWork().getControlPortsList())
                .containsExactly(PortRange.newBuilder().setFirst(49_152).setLast(49_999).build());
    }

    @Test
    void fragileHostsAreAskedForNoOtherPorts() throws Exception {
        scans.submit(request(spec("10.0.0.1", "22,80")
                        .setSettings(ProbeSettings.newBuilder().setProfile(Profile.PROFILE_FRAGILE)))
                .build());
        assertThat(agent.grant().getWork().getControlPortsList()).isEmpty();
    }

    @Test
    void findComesAfterProgressThatCountsIt() throws Exception {
        Scan scan = submit("10.0.0.1", "22,80");
        Iterator<ScanEvent> events = watch(scan);
        ScanEvent event = events.next();
        agent.found(agent.grant(), "10.0.0.1", 22);
        ScanEvent before = event;
        while (!event.hasFound()) {
            before = event;
            event = events.next();
        }

        assertThat(before.getProgress().getSegments(0).getFound()).isEqualTo(1);
        assertThat(before.getProgress().getSegments(0).getProbesDone()).isEqualTo(1);
    }

    @Test
    void findThatTheResultDoesNotConfirmIsWithdrawn() throws Exception {
        Scan scan = submit("10.0.0.1", "22,80");
        Iterator<ScanEvent> events = watch(scan);
        events.next();
        Grant grant = agent.grant();
        agent.found(grant, "10.0.0.1", 80);
        ScanEvent event = events.next();
        while (!event.hasFound()) {
            event = events.next();
        }
        agent.finish(grant, (address, port) -> CLOSED);

        assertThat(rest(events))
                .filteredOn(ScanEvent::hasWithdrawn)
                .singleElement()
                .extracting(e -> e.getWithdrawn().getObservation().getFirstPort())
                .isEqualTo(80);
    }

    @Test
    void findNotToldBeforeIsToldWithItsCommit() throws Exception {
        Scan scan = submit("10.0.0.1", "22,80");
        Iterator<ScanEvent> events = watch(scan);
        events.next();
        agent.finish(agent.grant(), ONLY_22_OPEN);

        assertThat(rest(events))
                .filteredOn(ScanEvent::hasFound)
                .singleElement()
                .satisfies(e -> assertThat(e.getFound().getObservation().getProvisional()).isFalse());
    }

    @Test
    void watchingAScanThatRestsEndsAtOnce() throws Exception {
        Scan scan = submit("10.0.0.1", "22");
        agent.finish(agent.grant(), ONLY_22_OPEN);
        awaitState(scan, ScanState.SCAN_STATE_COMPLETED);

        assertThat(rest(watch(scan))).hasSize(2).last().matches(ScanEvent::hasEnded);
    }

    @Test
    void sameRequestIdIsTheSameScan() {
        SubmitRequest request = request(spec("10.0.0.1", "22")).build();
        SubmitResponse first = scans.submit(request);
        SubmitResponse second = scans.submit(request);

        assertThat(second.getScan().getId()).isEqualTo(first.getScan().getId());
        assertThat(second.getSummary().getProbes()).isEqualTo(1);
        assertThat(scans.listScans(ListScansRequest.getDefaultInstance()).getScansList()).hasSize(1);
    }

    @Test
    void previewStoresNothing() {
        PlanSummary summary = scans.preview(request(spec("10.0.0.0/24", "22,80").addExclusions(
                        SourceText.newBuilder().setText("10.0.0.1")))
                .build());

        assertThat(summary.getProbes()).isEqualTo(510);
        assertThat(summary.getAddresses()).isEqualTo(255);
        assertThat(summary.getExcludedAddresses()).isEqualTo(1);
        assertThat(summary.getExpectedMs()).isEqualTo(102);
        assertThat(summary.getConfirmAbove()).isEqualTo(100_000_000);
        assertThat(summary.getSegmentNamesList()).containsExactly("dmz");
        assertThat(scans.listScans(ListScansRequest.getDefaultInstance()).getScansList()).isEmpty();
    }

    @Test
    void pausedScanRevokesItsLeasesAndGoesOnWhenResumed() throws Exception {
        Scan scan = submit("10.0.0.1", "22,80");
        Grant first = agent.grant();
        Iterator<ScanEvent> events = watch(scan);
        events.next();

        Scan paused = scans.pauseScan(act(scan));
        Revoke revoked = agent.await(CoordinatorMessage::hasRevoke).getRevoke();
        List<ScanEvent> told = rest(events);
        Scan pausedAgain = scans.pauseScan(act(scan));
        Scan resumed = scans.resumeScan(act(scan));
        agent.heartbeat();
        Grant second = agent.grant();
        agent.finish(second, ONLY_22_OPEN);
        awaitState(scan, ScanState.SCAN_STATE_COMPLETED);

        assertThat(paused.getState()).isEqualTo(ScanState.SCAN_STATE_PAUSED);
        assertThat(pausedAgain.getState()).isEqualTo(ScanState.SCAN_STATE_PAUSED);
        assertThat(revoked.getLease()).isEqualTo(first.getLease());
        assertThat(revoked.getCause()).isEqualTo(Revoke.Cause.CAUSE_PAUSED);
        assertThat(told.getLast().getEnded().getState()).isEqualTo(ScanState.SCAN_STATE_PAUSED);
        assertThat(resumed.getState()).isEqualTo(ScanState.SCAN_STATE_RUNNING);
        assertThat(second.getLease().getEpoch()).isGreaterThan(first.getLease().getEpoch());
    }

    @Test
    void cancelledScanTakesNoMoreResultsAndTellsWhatItDidNotProbe() throws Exception {
        Scan scan = submit("10.0.0.1", "22,80");
        Grant grant = agent.grant();
        Scan cancelled = scans.cancelScan(act(scan));

        assertThat(cancelled.getState()).isEqualTo(ScanState.SCAN_STATE_CANCELLED);
        assertThat(agent.finish(grant, ONLY_22_OPEN).getVerdict()).isEqualTo(Verdict.VERDICT_CANCELLED);
        ScanDetail detail = detail(scan);
        assertThat(detail.getScan().getCounts().getNotProbed()).isEqualTo(2);
        assertThat(detail.getScan().getProbesDone()).isZero();
        assertThat(detail.getGapsList()).singleElement().satisfies(gap -> assertThat(gap.getPorts()).isEqualTo(2));
        refused(() -> scans.resumeScan(act(scan)), Status.Code.FAILED_PRECONDITION,
                "scan 1 (weekly) is cancelled and cannot be resumed; submit with --like repeats it, delete removes it");
    }

    @Test
    void exclusionAddedOnTheWayIsToldToTheAgentAndIsNoGap() throws Exception {
        Scan scan = submit("10.0.0.0/30", "22");
        Grant grant = agent.grant();
        scans.editScan(EditScanRequest.newBuilder()
                .setScan("weekly")
                .setRequestId("edit-1")
                .addAddExclusions(SourceText.newBuilder().setText("10.0.0.3"))
                .setName("nightly")
                .setPriority(90)
                .build());
        CoordinatorMessage overlay = agent.await(CoordinatorMessage::hasExclusions);
        agent.finish(without(grant, "10.0.0.2"), ONLY_22_OPEN);
        awaitState(scan, ScanState.SCAN_STATE_COMPLETED);

        ScanDetail detail = detail(scan);
        assertThat(overlay.getExclusions().getOverlay()).isEqualTo(1);
        assertThat(detail.getScan().getName()).isEqualTo("nightly");
        assertThat(detail.getSpec().getPriority()).isEqualTo(90);
        assertThat(detail.getOverlayExclusionsCount()).isEqualTo(1);
        assertThat(detail.getScan().getCounts().getNotProbed()).isEqualTo(1);
        assertThat(detail.getGapsList()).isEmpty();
    }

    @Test
    void hoursOfARunningScanAreEditedAndTakenAway() throws Exception {
        Scan scan = submit("10.0.0.1", "22");
        assertThat(agent.grant().getWork().getHoursList()).isEmpty();

        scans.editScan(hours(ProbeHours.newBuilder().addDeny("00:00-24:00 Europe/Berlin")));
        agent.await(CoordinatorMessage::hasRevoke);
        await().until(() -> !detail(scan).getProgress(0).getStalled().isEmpty());
        assertThat(detail(scan).getProgress(0).getStalled()).startsWith("Outside of its hours");
        assertThat(detail(scan).getSpec().getHours(0).getDeny(0)).endsWith("00:00-24:00 Europe/Berlin");

        scans.editScan(hours(ProbeHours.newBuilder()));
        agent.heartbeat();
        agent.finish(agent.grant(), ONLY_22_OPEN);
        awaitState(scan, ScanState.SCAN_STATE_COMPLETED);
        assertThat(detail(scan).getSpec().getHoursList()).isEmpty();
    }

    @Test
    void hoursThatCannotBeReadChangeNothing() {
        Scan scan = submit("10.0.0.1", "22");

        refused(() -> scans.editScan(hours(ProbeHours.newBuilder().addDeny("at noon"))), Status.Code.INVALID_ARGUMENT,
                "'at noon' is no window such as 'Mon-Fri 08:30-17:30 Europe/Berlin' or '22:00-06:00'");
        assertThat(detail(scan).getSpec().getHoursList()).isEmpty();
    }

    private static EditScanRequest hours(ProbeHours.Builder hours) {
        return EditScanRequest.newBuilder()
                .setScan("1")
                .setRequestId(UUID.randomUUID().toString())
                .setHours(hours)
                .build();
    }

    @Test
    void clockOfAnAgentIsShownAndNotBelieved() throws Exception {
        Scan scan = submit("10.0.0.1", "22");
        agent.finish(agent.grant(), ONLY_22_OPEN);
        awaitState(scan, ScanState.SCAN_STATE_COMPLETED);

        AgentInfo listed = scans.listAgents(ListAgentsRequest.getDefaultInstance()).getAgents(0);
        long allowance = 60_000;
        assertThat(listed.getClockSkewMs()).isBetween(ScriptedAgent.AHEAD_MS - allowance, ScriptedAgent.AHEAD_MS + allowance);
        assertThat(open(scan)).singleElement().satisfies(
                port -> assertThat(port.getObservedMs()).isLessThanOrEqualTo(System.currentTimeMillis()));
    }

    /** The same unit up to an address. */
    private static Grant without(Grant grant, String last) {
        Grant.Builder cut = grant.toBuilder();
        cut.getWorkBuilder().getAddressesBuilder(0).setLast(
                ByteString.copyFrom(Address.parse(last).toBytes()));
        return cut.build();
    }

    @Test
    void unknownPortsAreGapsUntilARetryFillsThem() throws Exception {
        Scan scan = submit("10.0.0.1", "22,80");
        agent.finish(agent.grant(), (address, port) -> port == 22 ? OPEN : UNKNOWN);
        awaitState(scan, ScanState.SCAN_STATE_COMPLETED_WITH_GAPS);
        assertThat(detail(scan).getGapsList()).singleElement().satisfies(gap -> assertThat(gap.getPorts()).isEqualTo(1));

        ScanActionRequest again = act(scan);
        assertThat(scans.retryScan(again).getUnits()).isEqualTo(1);
        assertThat(scans.retryScan(again).getUnits()).isZero();
        agent.heartbeat();
        agent.finish(agent.grant(), ONLY_22_OPEN);
        awaitState(scan, ScanState.SCAN_STATE_COMPLETED);

        assertThat(detail(scan).getGapsList()).isEmpty();
        refused(() -> scans.retryScan(act(scan)), Status.Code.FAILED_PRECONDITION,
                "scan 1 (weekly) is completed and cannot be retried; it has no gaps to fill");
    }

    @Test
    void deletedScanIsGoneAndDeletingItTwiceIsHarmless() throws Exception {
        Scan scan = submit("10.0.0.1", "22");
        refused(() -> scans.deleteScan(act(scan)), Status.Code.FAILED_PRECONDITION,
                "scan 1 (weekly) is running and cannot be deleted; cancel it first");
        agent.finish(agent.grant(), ONLY_22_OPEN);
        awaitState(scan, ScanState.SCAN_STATE_COMPLETED);

        ScanActionRequest delete = act(scan);
        assertThat(scans.deleteScan(delete).getScanId()).isEqualTo(scan.getId());
        assertThat(scans.deleteScan(delete).getScanId()).isEqualTo(scan.getId());

        refused(() -> detail(scan), Status.Code.NOT_FOUND, "there is no scan '1'");
        refused(() -> rest(watch(scan)), Status.Code.NOT_FOUND, "there is no scan '1'");
        assertThat(scans.listResults(ListResultsRequest.getDefaultInstance()).next().getObservationsList())
                .isEmpty();
        // What it saw was seen all the same.
        assertThat(scans.listHistory(ListHistoryRequest.newBuilder().setTarget("10.0.0.1").build()).next()
                        .getEntriesCount())
                .isEqualTo(1);
    }

    @Test
    void likeRepeatsAScanWithItsLaterExclusions() throws Exception {
        Scan scan = submit("10.0.0.0/30", "22");
        scans.editScan(EditScanRequest.newBuilder()
                .setScan("1")
                .setRequestId("edit-1")
                .addAddExclusions(SourceText.newBuilder().setText("10.0.0.3"))
                .build());

        SubmitResponse like = scans.submit(request(ScanSpec.newBuilder().setLikeScanId(scan.getId()).setPorts("80"))
                .build());

        assertThat(like.getSummary().getAddresses()).isEqualTo(3);
        assertThat(like.getScan().getPorts()).isEqualTo("80");
        assertThat(like.getScan().getName()).isEqualTo("weekly");
        assertThat(like.getScan().getTargets()).isEqualTo("10.0.0.0/30");
        refused(() -> scans.submit(request(ScanSpec.newBuilder().setLikeScanId(99)).build()),
                Status.Code.NOT_FOUND, "there is no scan '99'");
    }

    @Test
    void hostsAreLookedForFirstAndThoseThatAreDownAreNoGap() throws Exception {
        ScanSpec.Builder spec = spec("10.0.0.0/30", "22,23").setSkipDiscovery(false);
        SubmitResponse submitted = scans.submit(request(spec).build());
        Scan scan = submitted.getScan();
        assertThat(submitted.getSummary().getDiscoveryUnits()).isEqualTo(1);
        assertThat(submitted.getSummary().getProbes()).isEqualTo(8);

        Grant discovery = agent.grant();
        assertThat(discovery.getWork().getKind()).isEqualTo(UnitKind.UNIT_KIND_DISCOVERY);
        assertThat(discovery.getWork().getPortsCount()).isZero();
        agent.live(discovery, "10.0.0.1", "10.0.0.2");
        Grant ports = agent.grant();
        assertThat(ports.getWork().getLiveKnown()).isTrue();
        assertThat(ScriptedAgent.liveOf(ports)).hasToString("[10.0.0.1-10.0.0.2]");
        agent.finish(ports, (address, port) -> port == 22 ? OPEN : CLOSED);
        awaitState(scan, ScanState.SCAN_STATE_COMPLETED);

        ScanDetail detail = detail(scan);
        assertThat(detail.getProgress(0).getHostsUp()).isEqualTo(2);
        assertThat(detail.getProgress(0).getHostsDown()).isEqualTo(2);
        assertThat(detail.getScan().getCounts().getOpen()).isEqualTo(2);
        assertThat(detail.getScan().getCounts().getNotProbed()).isEqualTo(4);
        assertThat(detail.getScan().getProbesDone()).isEqualTo(8);
        assertThat(detail.getGapsCount()).isZero();
        assertThat(notProbed(scan)).containsExactly("10.0.0.0 REASON_HOST_DOWN", "10.0.0.3 REASON_HOST_DOWN");
    }

    @Test
    void scanOfDeadHostsEndsWithoutAPortUnit() throws Exception {
        Scan scan = scans.submit(request(spec("10.0.0.0/29", "22,23").setSkipDiscovery(false)).build()).getScan();

        assertThat(agent.live(agent.grant()).getVerdict()).isEqualTo(ResultAnswer.Verdict.VERDICT_APPLIED);
        awaitState(scan, ScanState.SCAN_STATE_COMPLETED);

        assertThat(detail(scan).getProgress(0).getUnitsDone()).isEqualTo(detail(scan).getProgress(0).getUnitsTotal());
        assertThat(detail(scan).getScan().getCounts().getNotProbed()).isEqualTo(16);
        assertThat(notProbed(scan)).hasSize(8).allMatch(line -> line.endsWith("REASON_HOST_DOWN"));
    }

    @Test
    void ofACancelledScanWhatWasNotDoneIsCancelledAndNotDown() throws Exception {
        Scan scan = scans.submit(request(spec("10.0.0.0/30", "22,23").setSkipDiscovery(false)).build()).getScan();
        agent.live(agent.grant(), "10.0.0.1");
        assertThat(agent.grant().getWork().getLiveKnown()).isTrue();

        scans.cancelScan(act(scan));

        assertThat(detail(scan).getScan().getCounts().getNotProbed()).isEqualTo(8);
        assertThat(notProbed(scan)).hasSize(4).allMatch(line -> line.endsWith("REASON_CANCELLED"));
    }

    private List<String> notProbed(Scan scan) {
        List<String> all = new ArrayList<>();
        ListResultsRequest request = ListResultsRequest.newBuilder()
                .addScans(Long.toString(scan.getId()))
                .addStates(PortState.PORT_STATE_NOT_PROBED)
                .setMergePorts(true)
                .build();
        scans.listResults(request).forEachRemaining(page -> page.getObservationsList().forEach(seen -> all.add(
                Address.of(seen.getAddress().toByteArray()) + " " + seen.getReason())));
        return all;
    }

    @Test
    void scanThatNoAgentCanDoIsAcceptedAndSaysWhatItWaitsFor() {
        SubmitResponse udp = scans.submit(request(spec("10.0.0.1", "U:53")).build());
        SubmitResponse syn = scans.submit(request(spec("10.0.0.1", "22")
                        .setSettings(ProbeSettings.newBuilder().setMethod(Method.METHOD_SYN)))
                .build());

        assertThat(udp.getSummary().getWarningsList())
                .containsExactly("no agent of dmz that is connected now can probe UDP ports;"
                        + " the scan will wait for one there");
        assertThat(udp.getScan().getStalled()).isEqualTo("No agent of dmz can probe UDP ports.");
        assertThat(syn.getScan().getStalled())
                .isEqualTo("No agent of dmz can probe by syn: it needs CAP_NET_RAW.");
    }

    @Test
    void linkLocalTargetIsGivenItsZoneAndShownWithIt() throws Exception {
        Scan scan = submit("fe80::1%eth0", "22");

        Grant grant = agent.grant();
        assertThat(grant.getWork().getSettings().getZone()).isEqualTo("eth0");
        agent.finish(grant, ONLY_22_OPEN);
        awaitState(scan, ScanState.SCAN_STATE_COMPLETED);
        assertThat(detail(scan).getSummary().getZone()).isEqualTo("eth0");
        assertThat(open(scan)).singleElement().returns("eth0", Observation::getZone);
    }

    @Test
    void zoneIsOfTheTargetsThatAreScanned() {
        Scan zoned = submit("fe80::1%eth0", "22");
        ScanSpec.Builder like = ScanSpec.newBuilder().setLikeScanId(zoned.getId());

        assertThat(scans.submit(request(like).build()).getSummary().getZone()).isEqualTo("eth0");
        like.addTargets(SourceText.newBuilder().setText("fe80::2%eth1"));
        assertThat(scans.submit(request(like).build()).getSummary().getZone()).isEqualTo("eth1");
        like.setTargets(0, SourceText.newBuilder().setText("10.0.0.1"));
        assertThat(scans.submit(request(like).build()).getSummary().getZone()).isEmpty();
    }

    @Test
    void zoneNeedsOneSegmentWithOneAgent() throws Exception {
        try (ScriptedAgent lab = new ScriptedAgent(channel, "lab")) {
            refused(() -> scans.submit(request(spec("fe80::1%eth0", "22").addSegments("lab")).build()),
                    Status.Code.INVALID_ARGUMENT,
                    "zone eth0 is an interface of one agent's machine, so link-local targets are scanned from one segment,"
                            + " not from dmz, lab");
        }
        try (ScriptedAgent second = new ScriptedAgent(channel, "dmz")) {
            String sentence = "zone eth0 is an interface of one agent's machine, and segment dmz has 2 agents connected"
                    + " (scripted, scripted); give the one that is meant a segment of its own";
            refused(() -> scans.submit(request(spec("fe80::1%eth0", "22")).build()),
                    Status.Code.FAILED_PRECONDITION, sentence);
            refused(() -> scans.preview(request(spec("fe80::1%eth0", "22")).build()),
                    Status.Code.FAILED_PRECONDITION, sentence);
            assertThat(submit("10.0.0.1", "22").getState()).isEqualTo(ScanState.SCAN_STATE_RUNNING);
        }
    }

    @Test
    void whatCannotBeIsRefusedInOneSentence() {
        refused(() -> scans.submit(request(spec("10.0.0.1", "22").addSegments("lab")).build()),
                Status.Code.INVALID_ARGUMENT, "segment 'lab' is not known; known are dmz");
        refused(() -> scans.submit(request(spec("10.0.0.0/8", "1-65535")).build()),
                Status.Code.FAILED_PRECONDITION,
                "this scan makes 1,099,494,850,560 probes over all segments, more than 100,000,000; confirm it (--yes)"
                        + " if it is meant");
        refused(() -> scans.submit(SubmitRequest.newBuilder().setSpec(spec("10.0.0.1", "22")).build()),
                Status.Code.INVALID_ARGUMENT,
                "the request has no id, which makes a retry harmless; it is 1 to 64 characters");
        refused(() -> scans.getScan(GetScanRequest.getDefaultInstance()),
                Status.Code.NOT_FOUND, "no scan is named: give its id or its name");
        refused(() -> scans.submit(request(spec("10.0.0.1", "22").clearTargets()).build()),
                Status.Code.INVALID_ARGUMENT, "no target is given");
    }

    @Test
    void malformedTargetIsRefusedWithItsPlace() {
        assertThatThrownBy(() -> scans.submit(request(spec("10.0.0.999", "22")).build()))
                .isInstanceOfSatisfying(StatusRuntimeException.class, e -> {
                    assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
                    assertThat(e.getStatus().getDescription()).contains("10.0.0.999");
                });
    }

    @Test
    void requestIdServesOneRequestOnly() {
        Scan scan = submit("10.0.0.1", "22");
        ScanActionRequest pause = act(scan);
        scans.pauseScan(pause);

        refused(() -> scans.resumeScan(pause), Status.Code.INVALID_ARGUMENT,
                "the request id " + pause.getRequestId() + " was used for another request before");
    }

    @Test
    void confirmedScanOfAnySizeIsTaken() {
        Scan scan = scans.submit(request(spec("10.0.0.0/8", "1-65535")).setConfirmed(true).build()).getScan();

        assertThat(scan.getProbesTotal()).isEqualTo(1_099_494_850_560L);
        assertThat(scans.cancelScan(act(scan)).getState()).isEqualTo(ScanState.SCAN_STATE_CANCELLED);
    }

    @Test
    void agentsAndTheServerAreShown() {
        submit("10.0.0.1", "22");
        AgentInfo info = scans.listAgents(ListAgentsRequest.getDefaultInstance()).getAgents(0);

        assertThat(info.getAgentId()).isEqualTo(agent.id());
        assertThat(info.getConnected()).isTrue();
        assertThat(info.getSegment()).isEqualTo("dmz");
        assertThat(scans.listAgents(ListAgentsRequest.newBuilder().addSegments("lab").build()).getAgentsList())
                .isEmpty();
        assertThat(scans.getServerInfo(GetServerInfoRequest.getDefaultInstance()).getSegmentsList())
                .containsExactly("dmz");
    }

    @Test
    void scansAreListedNewestFirstInPages() {
        for (int i = 0; i < 3; i++) {
            submit("10.0.0.1", "22");
        }
        var first = scans.listScans(ListScansRequest.newBuilder().setLimit(2).build());
        var second = scans.listScans(ListScansRequest.newBuilder().setLimit(2).setBeforeId(2).build());

        assertThat(first.getScansList()).extracting(Scan::getId).containsExactly(3L, 2L);
        assertThat(first.getMore()).isTrue();
        assertThat(second.getScansList()).extracting(Scan::getId).containsExactly(1L);
        assertThat(second.getMore()).isFalse();
    }

    @Test
    void resultsSayWhichScansStillRun() {
        Scan scan = submit("10.0.0.1", "22");
        Iterator<ResultsPage> pages = scans.listResults(ListResultsRequest.newBuilder().addScans("weekly").build());
        ResultsPage last = pages.next();

        assertThat(last.getRunningScansList()).containsExactly(scan.getId());
        refused(() -> scans.listResults(ListResultsRequest.newBuilder().addScans("none").build()).next(),
                Status.Code.NOT_FOUND, "there is no scan 'none'");
    }
}
