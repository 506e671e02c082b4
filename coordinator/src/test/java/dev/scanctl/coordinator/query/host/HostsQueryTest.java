package dev.scanctl.coordinator.query.host;

import static dev.scanctl.coordinator.ingest.TestScan.CLOSED;
import static dev.scanctl.coordinator.ingest.TestScan.FILTERED;
import static dev.scanctl.coordinator.ingest.TestScan.OPEN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scanctl.coordinator.grammar.BadInput;
import dev.scanctl.coordinator.ingest.TestScan;
import dev.scanctl.coordinator.query.QueryScene;
import dev.scanctl.coordinator.store.Lane;
import dev.scanctl.proto.v1.HistoryPage;
import dev.scanctl.proto.v1.ListHistoryRequest;
import dev.scanctl.proto.v1.ListHostsRequest;
import dev.scanctl.proto.v1.PlanSummary;
import dev.scanctl.proto.v1.ResolvedName;
import dev.scanctl.proto.v1.SeenHost;
import dev.scanctl.wire.Address;
import dev.scanctl.wire.AddressRange;
import dev.scanctl.wire.AddressSet;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostsQueryTest {
    private final QueryScene scene = new QueryScene();
    private int scans;

    @AfterEach
    void close() {
        scene.close();
    }

    private TestScan scanned(String segment, String prefix, int length, long afterMs, TestScan.Network network) {
        TestScan scan = scene.scan("scan" + scans++, segment, prefix, length, 80, 80);
        scene.report(scan, afterMs, network);
        return scan;
    }

    /** Such as {@code 10.0.0.1 dmz 100/1 300/2}: when and by which scan. */
    private List<String> hosts(String filter, String... from) {
        List<SeenHost> hosts = new ArrayList<>();
        new HostsQuery(scene.store, scene.words())
                .run(
                        ListHostsRequest.newBuilder().setFilter(filter).addAllFrom(List.of(from)).build(),
                        page -> hosts.addAll(page.getHostsList()));
        return hosts.stream().map(HostsQueryTest::line).toList();
    }

    private static String line(SeenHost host) {
        return Address.of(host.getAddress().toByteArray()) + " " + host.getSegment() + " "
                + (host.getFirstMs() - QueryScene.START) + "/" + host.getFirstScanId() + " "
                + (host.getLastMs() - QueryScene.START) + "/" + host.getLastScanId()
                + (host.getLabelsCount() == 0 ? "" : " " + host.getLabelsList())
                + (host.getNamesCount() == 0 ? "" : " " + host.getNamesList());
    }

    @Test
    void firstAndLastAnswerAreToldBySegmentAndSilenceIsNone() {
        scanned("dmz", "10.0.0.1", 32, 100, (host, port) -> CLOSED);
        scanned("dmz", "10.0.0.0", 31, 300, (host, port) -> OPEN);
        scanned("corp", "10.0.0.1", 32, 200, (host, port) -> OPEN);
        scanned("dmz", "10.0.0.1", 32, 400, (host, port) -> FILTERED);

        assertThat(hosts(""))
                .containsExactly("10.0.0.0 dmz 300/2 300/2", "10.0.0.1 corp 200/3 200/3", "10.0.0.1 dmz 100/1 300/2");
        assertThat(hosts("10.0.0.1 from:dmz")).containsExactly("10.0.0.1 dmz 100/1 300/2");
        assertThat(hosts("not from:dmz")).containsExactly("10.0.0.1 corp 200/3 200/3");
        assertThat(hosts("net:10.0.0.1", "corp")).containsExactly("10.0.0.1 corp 200/3 200/3");
    }

    @Test
    void newHostsAndThoseThatWentAreFoundByTime() {
        scanned("dmz", "10.0.0.0", 31, 1_000, (host, port) -> OPEN);
        scanned("dmz", "10.0.0.1", 32, 9_000, (host, port) -> OPEN);
        scanned("dmz", "10.0.9.9", 32, 9_000, (host, port) -> OPEN);
        String between = Instant.ofEpochMilli(QueryScene.START + 5_000).toString();

        assertThat(hosts("first:>" + between)).containsExactly("10.0.9.9 dmz 9000/3 9000/3");
        assertThat(hosts("seen:<" + between)).containsExactly("10.0.0.0 dmz 1000/1 1000/1");
        assertThat(hosts("seen:>" + between + " first:<" + between)).containsExactly("10.0.0.1 dmz 1000/1 9000/2");
        assertThat(hosts("first:<" + between + " or 10.0.9.0/24")).hasSize(3);
    }

    @Test
    void namesAndLabelsStandBeside() {
        TestScan scan = scanned("dmz", "10.0.0.0", 31, 100, (host, port) -> OPEN);
        byte[] names = PlanSummary.newBuilder()
                .addNames(ResolvedName.newBuilder().setName("www.example").addAddresses("10.0.0.1"))
                .build()
                .toByteArray();
        scene.store.write(Lane.CONTROL, tables -> {
                    tables.labels().replace("pci", AddressSet.of(AddressRange.of(Address.parse("10.0.0.1"))));
                    return tables.sql().update("UPDATE scan SET names = ? WHERE id = ?", names, scan.id());
                })
                .join();

        assertThat(hosts("label:pci")).containsExactly("10.0.0.1 dmz 100/1 100/1 [pci] [www.example]");
        assertThat(hosts("-label:pci")).containsExactly("10.0.0.0 dmz 100/1 100/1");
        assertThat(hosts("net:www.example")).hasSize(1);
    }

    @Test
    void hostsOfManyBlocksComeInOrderAndOnlyThoseOfTheRange() {
        scanned("dmz", "10.0.0.0", 19, 100, (host, port) -> OPEN);

        List<String> all = hosts("10.0.0.200-10.0.30.9");

        assertThat(all).hasSize(30 * 256 + 10 - 200).startsWith("10.0.0.200 dmz 100/1 100/1").endsWith("10.0.30.9 dmz 100/1 100/1");
        assertThat(all.stream().map(line -> Address.parse(line.substring(0, line.indexOf(' ')))).toList()).isSorted();
    }

    @ParameterizedTest
    @ValueSource(strings = {"port:80", "state:open", "scan:1", "rtt:<1s", "net:10.0.0.0/8 reason:syn-ack", "(proto:tcp)"})
    void whatOnlyPortsHaveIsRefused(String filter) {
        scanned("dmz", "10.0.0.0", 31, 100, (host, port) -> OPEN);

        assertThatThrownBy(() -> hosts(filter))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("is nothing that hosts have; their keys are net, from, seen, first, label");
    }

    @Test
    void historyOfOneHostSaysWhenItWasSeen() {
        scanned("dmz", "10.0.0.0", 30, 100, (host, port) -> OPEN);

        assertThat(seenBeside("10.0.0.1:443")).containsExactly("10.0.0.1 dmz 100/1 100/1");
        assertThat(seenBeside("10.0.0.0/30")).isEmpty();
        assertThat(seenBeside("10.0.0.9")).isEmpty();
    }

    private List<String> seenBeside(String target) {
        List<HistoryPage> pages = new ArrayList<>();
        new HistoryQuery(scene.store, scene.plans, name -> {
                    throw new UnknownHostException(name);
                })
                .run(ListHistoryRequest.newBuilder().setTarget(target).build(), pages::add);
        return pages.stream().flatMap(page -> page.getHostsList().stream()).map(HostsQueryTest::line).toList();
    }
}
