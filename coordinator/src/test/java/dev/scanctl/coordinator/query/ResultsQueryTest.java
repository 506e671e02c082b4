package dev.scanctl.coordinator.query;

import static dev.scanctl.coordinator.ingest.TestScan.CLOSED;
import static dev.scanctl.coordinator.ingest.TestScan.FILTERED;
import static dev.scanctl.coordinator.ingest.TestScan.OPEN;
import static dev.scanctl.coordinator.ingest.TestScan.UNKNOWN;
import static dev.scanctl.coordinator.query.QueryScene.latest;
import static dev.scanctl.coordinator.query.QueryScene.of;
import static dev.scanctl.coordinator.query.QueryScene.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scanctl.coordinator.grammar.BadInput;
import dev.scanctl.coordinator.ingest.TestScan;
import dev.scanctl.coordinator.plan.Plan;
import dev.scanctl.coordinator.plan.UnitShape;
import dev.scanctl.coordinator.store.Lane;
import dev.scanctl.coordinator.store.row.OutcomeCount;
import dev.scanctl.coordinator.store.row.UnitState;
import dev.scanctl.proto.v1.GapCount;
import dev.scanctl.proto.v1.ListResultsRequest;
import dev.scanctl.proto.v1.Observation;
import dev.scanctl.proto.v1.PortState;
import dev.scanctl.proto.v1.Reason;
import dev.scanctl.proto.v1.ResultsPage;
import dev.scanctl.proto.v1.ScanState;
import dev.scanctl.wire.Address;
import dev.scanctl.wire.AddressRange;
import dev.scanctl.wire.AddressSet;
import dev.scanctl.wire.Outcome;
import dev.scanctl.wire.PortRange;
import dev.scanctl.wire.PortSet;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ResultsQueryTest {
    private static final TestScan.Network WEB = (address, port) -> port == 80 || port == 443 ? OPEN : CLOSED;

    private final QueryScene scene = new QueryScene();

    @AfterEach
    void close() {
        scene.close();
    }

    @Test
    void openPortsComeInOrderWithHowTheyAnswered() {
        TestScan scan = scene.scan("web", "local", "10.0.0.0", 31, 79, 443);
        scene.report(scan, 100, WEB);

        assertThat(scene.lines(of(scan)))
                .containsExactly(
                        "1/local 10.0.0.0:80 open/syn-ack",
                        "1/local 10.0.0.0:443 open/syn-ack",
                        "1/local 10.0.0.1:80 open/syn-ack",
                        "1/local 10.0.0.1:443 open/syn-ack");
        Observation first = scene.observations(of(scan)).getFirst();
        assertThat(first.getRttMicros()).isEqualTo(500);
        assertThat(first.getAttempts()).isEqualTo(1);
        assertThat(first.getService()).isEqualTo("http");
        assertThat(first.getObservedMs()).isEqualTo(QueryScene.START + 100);
        assertThat(scene.lines(latest())).isEqualTo(scene.lines(of(scan)));
    }

    @Test
    void closedPortsComeOneByOneOrMerged() {
        TestScan scan = scene.scan("web", "local", "10.0.0.1", 32, 78, 82);
        scene.report(scan, 100, WEB);

        assertThat(scene.lines(of(scan).addStates(PortState.PORT_STATE_CLOSED)))
                .hasSize(4)
                .contains("1/local 10.0.0.1:79 closed/conn-refused");
        assertThat(scene.lines(of(scan).setAllStates(true).setMergePorts(true)))
                .containsExactly(
                        "1/local 10.0.0.1:78-79 closed/conn-refused",
                        "1/local 10.0.0.1:80 open/syn-ack",
                        "1/local 10.0.0.1:81-82 closed/conn-refused");
    }

    @Test
    void filtersByTargetPortSegmentTimeAndLimit() {
        TestScan scan = scene.scan("web", "local", "10.0.0.0", 30, 80, 443);
        scene.report(scan, 100, WEB);

        assertThat(scene.lines(of(scan).addTargets(text("10.0.0.2")).setPorts("400-")))
                .containsExactly("1/local 10.0.0.2:443 open/syn-ack");
        assertThat(scene.lines(of(scan).setLimit(3))).hasSize(3);
        assertThat(scene.lines(of(scan).setSinceMs(QueryScene.START + 101))).isEmpty();
        assertThat(scene.lines(of(scan).addSegments("local"))).hasSize(8);
        assertThatThrownBy(() -> scene.lines(of(scan).addSegments("dmz")))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("local");
        assertThatThrownBy(() -> scene.lines(latest().addScans("nightly"))).isInstanceOf(NoSuchScan.class);
    }

    @Test
    void laterObservationHidesAnEarlierOneWhereItLooked() {
        TestScan wide = scene.scan("wide", "local", "10.0.0.0", 31, 80, 443);
        TestScan shallow = scene.scan("shallow", "local", "10.0.0.0", 32, 80, 80);
        scene.report(shallow, 200, (address, port) -> CLOSED);
        scene.report(wide, 100, WEB);

        assertThat(scene.lines(latest()))
                .containsExactly(
                        "1/local 10.0.0.0:443 open/syn-ack",
                        "1/local 10.0.0.1:80 open/syn-ack",
                        "1/local 10.0.0.1:443 open/syn-ack");
        assertThat(scene.lines(latest().addStates(PortState.PORT_STATE_CLOSED).setPorts("80")))
                .containsExactly("2/local 10.0.0.0:80 closed/conn-refused");
    }

    @Test
    void unknownNeverHidesAnObservation() {
        TestScan first = scene.scan("first", "local", "10.0.0.0", 32, 80, 81);
        TestScan second = scene.scan("second", "local", "10.0.0.0", 32, 80, 82);
        scene.report(first, 100, WEB);
        scene.report(second, 200, (address, port) -> UNKNOWN);

        assertThat(scene.lines(latest().setAllStates(true)))
                .containsExactly(
                        "1/local 10.0.0.0:80 open/syn-ack",
                        "1/local 10.0.0.0:81 closed/conn-refused",
                        "2/local 10.0.0.0:82 unknown/local-route");
        ResultsPage last = scene.pages(latest().build()).getLast();
        assertThat(last.getGapsList()).extracting(GapCount::getPorts).containsExactly(1L);
    }

    @Test
    void segmentsAreToldApart() {
        scene.report(scene.scan("a", "corp", "10.0.0.1", 32, 80, 80), 100, WEB);
        scene.report(scene.scan("b", "dmz", "10.0.0.1", 32, 80, 80), 200, (address, port) -> FILTERED);

        assertThat(scene.lines(latest().setAllStates(true)))
                .containsExactly(
                        "1/corp 10.0.0.1:80 open/syn-ack", "2/dmz 10.0.0.1:80 filtered/no-response");
    }

    @Test
    void quarantinedAndCancelledUnitsAreListedPortByPort() {
        TestScan scan = scene.scan("sick", "local", "10.0.0.0", 24, 1, 100);
        assertThat(scan.plan().unitCount()).isGreaterThan(3);
        scene.report(scan, 0, 100, WEB);
        scan.lease(1);
        scan.move(1, UnitState.QUARANTINED);
        ListResultsRequest.Builder unknown = of(scan).addStates(PortState.PORT_STATE_UNKNOWN);
        ListResultsRequest.Builder notProbed = of(scan).addStates(PortState.PORT_STATE_NOT_PROBED);
        int sick = scan.plan().unit(1).size();

        assertThat(scene.lines(unknown)).hasSize(sick).allMatch(line -> line.endsWith("unknown/quarantined"));
        assertThat(scene.lines(notProbed)).isEmpty();
        assertThat(scene.pages(of(scan).build()).getLast().getRunningScansList()).containsExactly(scan.id());

        scan.move(ScanState.SCAN_STATE_RUNNING, ScanState.SCAN_STATE_CANCELLED);
        long left = scan.plan().probeCount() - sick - scan.plan().unit(0).size();
        assertThat(scene.lines(notProbed)).hasSize((int) left).allMatch(line -> line.endsWith("not-probed/cancelled"));
        ResultsPage last = scene.pages(of(scan).build()).getLast();
        assertThat(last.getRunningScansList()).isEmpty();
        assertThat(last.getGapsList())
                .containsExactly(
                        gap(PortState.PORT_STATE_UNKNOWN, Reason.REASON_QUARANTINED, sick),
                        gap(PortState.PORT_STATE_NOT_PROBED, Reason.REASON_CANCELLED, left));
        String address = scan.plan().unit(1).addresses().at(0).toString();
        ResultsPage one = scene.pages(of(scan).addTargets(text(address)).build()).getLast();
        assertThat(one.getGapsList())
                .containsExactly(gap(PortState.PORT_STATE_UNKNOWN, Reason.REASON_QUARANTINED, 100));
    }

    private static GapCount gap(PortState state, Reason reason, long ports) {
        return GapCount.newBuilder()
                .setSegment("local")
                .setState(state)
                .setReason(reason)
                .setPorts(ports)
                .build();
    }

    @Test
    void whatIsCommittedAfterTheStartIsNotSeen() {
        TestScan scan = scene.scan("slow", "local", "10.0.0.0", 24, 1, 100);
        long last = scan.plan().unitCount() - 1;
        for (long unit = 0; unit < last; unit++) {
            scene.report(scan, unit, 100, WEB);
        }
        List<Observation> seen = new ArrayList<>();

        scene.results().run(of(scan).addStates(PortState.PORT_STATE_CLOSED).build(), page -> {
            if (seen.isEmpty()) {
                scene.report(scan, last, 200, WEB);
            }
            seen.addAll(page.getObservationsList());
            return true;
        });

        long before = scan.plan().probeCount() - scan.plan().unit(last).size();
        assertThat((long) seen.size()).isEqualTo(before / 100 * 99);
    }

    @Test
    void readerThatHasEnoughEndsTheQuery() {
        TestScan scan = scene.scan("long", "local", "10.0.0.0", 24, 1, 100);
        scene.report(scan, 100, WEB);
        List<ResultsPage> pages = new ArrayList<>();

        scene.results().run(of(scan).setAllStates(true).build(), page -> {
            pages.add(page);
            return false;
        });

        assertThat(pages).hasSize(1);
    }

    @Test
    void silentUdpPortsAreListedAndAreNoGap() {
        AddressSet targets = AddressSet.of(AddressRange.ofPrefix(Address.parse("10.0.0.0"), 31));
        Plan plan = Plan.of(
                targets, PortSet.EMPTY, PortSet.of(new PortRange(53, 54)), new UnitShape(16, 16, 16, 2), 1);
        TestScan udp = TestScan.submit(scene.store, "udp", "local", plan);
        Outcome silent = Outcome.of(dev.scanctl.wire.PortState.OPEN_FILTERED, dev.scanctl.wire.Reason.NO_RESPONSE);
        Outcome closed = Outcome.of(dev.scanctl.wire.PortState.CLOSED, dev.scanctl.wire.Reason.PORT_UNREACH);
        Outcome open = Outcome.of(dev.scanctl.wire.PortState.OPEN, dev.scanctl.wire.Reason.UDP_RESPONSE);
        scene.report(udp, 100, (address, port) -> port == 54 ? closed
                : address.equals(Address.parse("10.0.0.1")) ? open : silent);

        assertThat(scene.lines(QueryScene.of(udp)))
                .containsExactly(
                        "1/local 10.0.0.0:53 open|filtered/no-response", "1/local 10.0.0.1:53 open/udp-response");
        assertThat(scene.lines(QueryScene.latest().addStates(PortState.PORT_STATE_OPEN_FILTERED)))
                .containsExactly("1/local 10.0.0.0:53 open|filtered/no-response");
        assertThat(scene.pages(QueryScene.of(udp).build()).getLast().getGapsList()).isEmpty();
        List<OutcomeCount> counts = scene.store.read(tables -> tables.outcomes().counts(udp.id()));
        assertThat(counts)
                .containsExactlyInAnyOrder(
                        new OutcomeCount(udp.id(), udp.segmentId(), open, 1),
                        new OutcomeCount(udp.id(), udp.segmentId(), silent, 1),
                        new OutcomeCount(udp.id(), udp.segmentId(), closed, 2));
    }

    @Test
    void asOfATimeTheLatestByThenCounts() {
        for (int day = 1; day <= 3; day++) {
            TestScan scan = scene.scan("day" + day, "local", "10.0.0.1", 32, 80, 81);
            int of = day;
            scene.report(scan, 100 * day, (address, port) -> port == 80 && of == 2 ? CLOSED : OPEN);
        }

        assertThat(scene.lines(QueryScene.latest().setAllStates(true).setAsOfMs(QueryScene.START + 250)))
                .containsExactly("2/local 10.0.0.1:80 closed/conn-refused", "2/local 10.0.0.1:81 open/syn-ack");
        assertThat(scene.lines(QueryScene.latest().setAsOfMs(QueryScene.START + 300)))
                .containsExactly("3/local 10.0.0.1:80 open/syn-ack", "3/local 10.0.0.1:81 open/syn-ack");
        assertThatThrownBy(() -> scene.lines(QueryScene.latest().addScans("1").setAsOfMs(QueryScene.START)))
                .isInstanceOf(BadInput.class);
    }

    @Test
    void openPortsThatTimelinesDoNotHaveYetAreFound() {
        TestScan late = scene.scan("late", "local", "10.0.0.0", 30, 80, 90);
        scene.report(late, 100, (address, port) -> port == 85 ? OPEN : CLOSED);
        TestScan other = scene.scan("other", "local", "10.0.0.2", 31, 80, 90);
        scene.report(other, 200, (address, port) -> port == 86 ? OPEN : CLOSED);
        List<String> before = scene.lines(QueryScene.latest());
        List<String> own = scene.lines(QueryScene.of(late));
        scene.store.write(Lane.BULK, tables -> {
                    tables.backlog().await(late.id(), late.segmentId());
                    return tables.sql().update("DELETE FROM timeline WHERE first_address < X'040a000002'");
                })
                .join();

        assertThat(scene.lines(QueryScene.latest())).isEqualTo(before).hasSize(4);
        assertThat(scene.lines(QueryScene.of(late))).isEqualTo(own).hasSize(4);
    }
}
