package dev.scanctl.coordinator.query;

import static dev.scanctl.coordinator.ingest.TestScan.CLOSED;
import static dev.scanctl.coordinator.query.QueryScene.of;
import static org.assertj.core.api.Assertions.assertThat;

import dev.scanctl.coordinator.ingest.TestScan;
import dev.scanctl.coordinator.plan.PlannedUnit;
import dev.scanctl.coordinator.store.row.UnitState;
import dev.scanctl.proto.v1.ListResultsRequest;
import dev.scanctl.proto.v1.PortState;
import dev.scanctl.proto.v1.ResultsPage;
import dev.scanctl.wire.Address;
import dev.scanctl.wire.AddressSet;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is looked at for a page of a huge scan. */
@Timeout(60)
final class ReportedTest {
    private final QueryScene scene = new QueryScene();
    private final TestScan huge = scene.scan("huge", "local", "10.0.0.0", 8, 1, 65_535);
    private final long[] begun = {
        huge.plan().unitCount() / 3, huge.plan().unitCount() / 2, huge.plan().unitCount() - 1
    };

    @AfterEach
    void close() {
        scene.close();
    }

    private void begin() {
        for (long unit : begun) {
            scene.report(huge, unit, 100, (address, port) -> CLOSED);
        }
    }

    @Test
    void onlyUnitsBesideThoseWithRowsAreLookedAt() {
        begin();
        AddressSet visited = AddressSet.EMPTY;
        long touched = 0;
        Candidates candidates = candidates(of(huge).addStates(PortState.PORT_STATE_CLOSED).build());

        for (AddressSet window = candidates.next(); !window.isEmpty(); window = candidates.next()) {
            assertThat(window.size()).isLessThanOrEqualTo(Candidates.WINDOW);
            visited = visited.union(window);
            touched += huge.plan().unitsTouching(window).count();
        }

        assertThat(visited).isEqualTo(AddressSet.of(List.of(begun[0], begun[1], begun[2]).stream()
                .map(unit -> huge.plan().unit(unit))
                .flatMap(unit -> unit.addresses().ranges().stream())
                .toList()));
        long windows = begun.length + visited.size() / Candidates.WINDOW;
        assertThat(touched).isLessThanOrEqualTo(windows * huge.plan().unitsOf(visited.at(0)).count());
    }

    private Candidates candidates(ListResultsRequest request) {
        return scene.store.read(tables -> {
            List<ScanView> views = new ScanViews(tables, scene.plans).all();
            Filter filter = scene.filter(request);
            return Candidates.of(scene.store, new Group(filter.segments().getFirst(), views), filter);
        });
    }

    @Test
    void firstPageOfAHugeScanThatHasOnlyBegunIsItsFirstUnit() {
        begin();
        List<ResultsPage> pages = new ArrayList<>();

        scene.results().run(of(huge).addStates(PortState.PORT_STATE_CLOSED).build(), page -> {
            pages.add(page);
            return false;
        });

        PlannedUnit first = huge.plan().unit(begun[0]);
        assertThat(Address.of(pages.getFirst().getObservations(0).getAddress().toByteArray()))
                .isEqualTo(first.addresses().at(0));
        assertThat(pages.getFirst().getObservations(0).getFirstPort())
                .isEqualTo(first.ports().at(0));
    }

    @Test
    void lastPageOfAHugeScanThatHasOnlyBegunComesToo() {
        begin();
        long ports = 0;
        for (long unit : begun) {
            ports += huge.plan().unit(unit).size();
        }

        assertThat(scene.observations(of(huge).addStates(PortState.PORT_STATE_CLOSED))).hasSize((int) ports);
        assertThat(scene.observations(QueryScene.latest().addStates(PortState.PORT_STATE_CLOSED))).hasSize((int) ports);
    }

    @Test
    void unitsThatWereGivenUpAreFoundWithoutARow() {
        huge.lease(begun[1]);
        huge.move(begun[1], UnitState.QUARANTINED);

        assertThat(scene.lines(of(huge).addStates(PortState.PORT_STATE_UNKNOWN).setMergePorts(true)))
                .hasSize((int) huge.plan().unit(begun[1]).addresses().size());
    }
}
