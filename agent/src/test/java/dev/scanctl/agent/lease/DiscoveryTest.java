package dev.scanctl.agent.lease;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scanctl.agent.probe.ProbeLimits;
import dev.scanctl.agent.sim.SimHost;
import dev.scanctl.wire.Address;
import dev.scanctl.wire.AddressSet;
import dev.scanctl.wire.Method;
import dev.scanctl.wire.Outcome;
import dev.scanctl.wire.PortState;
import dev.scanctl.wire.Reason;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Searches for hosts on a simulated network, in virtual time. */
final class DiscoveryTest {
    private static final Outcome ECHO = Outcome.of(PortState.CLOSED, Reason.ECHO_REPLY);
    private static final Outcome NEIGHBOUR = Outcome.of(PortState.CLOSED, Reason.NEIGHBOUR_REPLY);
    private static final Address HOST = SearchScan.FIRST;
    private static final long SECOND = 1_000_000_000L;

    private final SearchScan scan = new SearchScan();

    private static SimHost silent() {
        return SimHost.all(SimHost.SILENT);
    }

    private static Outcome filtered(Reason reason) {
        return Outcome.of(PortState.FILTERED, reason);
    }

    private boolean liveByTcp(Outcome others, Outcome https) {
        SearchScan alone = new SearchScan();
        alone.host(0, SimHost.all(others).with(https, 443)).run(1, AddressSet.EMPTY, AddressSet.EMPTY);
        return alone.live().contains(HOST);
    }

    @Test
    void anyAnswerOfTheHostMakesItLive() {
        assertThat(liveByTcp(SimHost.SILENT, SimHost.OPEN)).isTrue();
        assertThat(liveByTcp(SimHost.SILENT, SimHost.CLOSED)).isTrue();
        assertThat(liveByTcp(SimHost.SILENT, Outcome.of(PortState.CLOSED, Reason.RESET))).isTrue();
        assertThat(liveByTcp(SimHost.SILENT, filtered(Reason.PORT_UNREACH))).isTrue();
        assertThat(liveByTcp(SimHost.SILENT, filtered(Reason.ADMIN_PROHIBITED))).isTrue();
    }

    @Test
    void silenceAndHostsThatCannotBeReachedAreDown() {
        assertThat(liveByTcp(SimHost.SILENT, SimHost.SILENT)).isFalse();
        for (Reason reason : List.of(Reason.NO_NEIGHBOUR, Reason.HOST_UNREACH, Reason.NET_UNREACH)) {
            assertThat(liveByTcp(filtered(reason), filtered(reason))).as("%s", reason).isFalse();
        }
    }

    @Test
    void onTheLinkAnAnswerAndASilenceBothSettleItWithoutTcp() {
        scan.host(0, silent().with(NEIGHBOUR, 0));
        scan.run(2, SearchScan.addresses(0, 1), AddressSet.EMPTY);

        assertThat(scan.live()).hasToString("[" + HOST + "]");
        assertThat(scan.search().method()).isEqualTo(Method.NEIGHBOUR);
        assertThat(scan.sent()).extracting(SearchScan.Sent::port).containsOnly(0);
        List<Long> toNobody = scan.timesOf(HOST.plus(1));
        assertThat(toNobody).hasSizeGreaterThanOrEqualTo(2);
        assertThat(toNobody.get(1) - toNobody.get(0)).isGreaterThanOrEqualTo(SECOND);
        assertThat(scan.search().quality().minSilentAttempts()).isGreaterThanOrEqualTo(2);
    }

    @Test
    void anEchoSettlesItAndOnlyTheOthersAreAskedByTcp() {
        scan.host(0, silent().with(ECHO, 0));
        scan.host(1, silent().with(SimHost.OPEN, 443));
        scan.host(2, silent());
        scan.run(3, AddressSet.EMPTY, SearchScan.addresses(0, 2));

        assertThat(scan.live()).hasToString("[" + HOST + "-" + HOST.plus(1) + "]");
        assertThat(scan.search().method()).isEqualTo(Method.ICMP_ECHO);
        assertThat(scan.portsOf(HOST)).containsOnly(0);
        assertThat(scan.portsOf(HOST.plus(2))).containsOnly(0, 22, 80, 443, 445, 3389);
    }

    @Test
    void errorsToAnEchoAreEvidenceOnlyTogetherWithThoseOfTcp() {
        scan.host(0, SimHost.all(SimHost.UNREACHABLE));
        scan.host(1, SimHost.all(SimHost.UNREACHABLE).with(SimHost.CLOSED, 22));
        scan.host(2, silent().with(SimHost.REJECTED, 0));
        scan.host(3, SimHost.all(SimHost.UNREACHABLE).with(SimHost.REJECTED, 80));
        scan.run(4, AddressSet.EMPTY, SearchScan.addresses(0, 3));

        assertThat(scan.live()).hasToString("[" + HOST.plus(1) + "-" + HOST.plus(3) + "]");
        assertThat(scan.portsOf(HOST.plus(2))).as("whom somebody guards is not asked again").containsOnly(0);
    }

    @Test
    void linkEchoAndTcpEachAskTheirOwn() {
        scan.host(0, silent().with(NEIGHBOUR, 0));
        scan.host(2, silent().with(ECHO, 0));
        scan.host(3, silent().with(SimHost.CLOSED, 445));
        scan.run(5, SearchScan.addresses(0, 1), SearchScan.addresses(2, 4));

        assertThat(scan.steps()).containsExactly(Method.NEIGHBOUR, Method.ICMP_ECHO, Method.CONNECT);
        assertThat(scan.live()).isEqualTo(SearchScan.addresses(0, 0).union(SearchScan.addresses(2, 3)));
        assertThat(scan.search().quality().sent()).isEqualTo(scan.sent().size());
    }

    @Test
    void whomThisMachineCannotAskOtherwiseIsAskedByTcp() {
        scan.host(0, silent().with(ECHO, 0).with(SimHost.OPEN, 80));
        scan.host(1, silent().with(NEIGHBOUR, 0));
        scan.faults((target, port, _) -> port == 0 ? Outcome.of(PortState.UNKNOWN, Reason.LOCAL_FIREWALL) : null);
        scan.run(3, SearchScan.addresses(1, 1), SearchScan.addresses(0, 0).union(SearchScan.addresses(2, 2)));

        assertThat(scan.steps()).containsExactly(Method.NEIGHBOUR, Method.ICMP_ECHO, Method.CONNECT);
        assertThat(scan.live()).hasToString("[" + HOST + "]");
        assertThat(scan.portsOf(HOST.plus(1))).contains(22, 80, 443, 445, 3389);
    }

    @Test
    void aLocalFaultIsNoEvidenceThatAHostIsDown() {
        scan.host(0, silent());
        scan.hostTimeoutMillis(200);
        scan.run(1, AddressSet.EMPTY, AddressSet.EMPTY);

        assertThat(scan.live()).as("its time was used up before its silence counted").hasToString("[" + HOST + "]");
    }

    @Test
    void silenceOnTheLinkIsNotBelievedWhileThisMachineDropsPackets() {
        scan.drops(Integer.MAX_VALUE);
        scan.run(1, SearchScan.addresses(0, 0), AddressSet.EMPTY);

        assertThat(scan.search().quality().untrusted()).isTrue();
    }

    @Test
    void excludedMeanwhileIsNotAskedAnyMore() {
        scan.excluded(SearchScan.addresses(1, 1));
        scan.run(2, AddressSet.EMPTY, SearchScan.addresses(0, 1));

        assertThat(scan.portsOf(HOST)).contains(443);
        assertThat(scan.portsOf(HOST.plus(1))).containsOnly(0);
    }

    @Test
    void ownAddressesAreLive() {
        scan.own(SearchScan.addresses(1, 1));
        scan.run(2, AddressSet.EMPTY, AddressSet.EMPTY);

        assertThat(scan.live()).hasToString("[" + HOST.plus(1) + "]");
    }

    @Test
    void capsHoldInEverySecondOverAllSteps() {
        scan.limits(Discovery.limits(new ProbeLimits(40, 5, 1, 2, 3, 0)));
        scan.run(30, SearchScan.addresses(0, 9), SearchScan.addresses(10, 29));

        List<SearchScan.Sent> sent = scan.sent();
        for (SearchScan.Sent from : sent) {
            List<SearchScan.Sent> second = sent.stream()
                    .filter(each -> each.atNanos() >= from.atNanos() && each.atNanos() < from.atNanos() + SECOND)
                    .toList();
            Map<Address, Long> byHost =
                    second.stream().collect(Collectors.groupingBy(SearchScan.Sent::target, Collectors.counting()));
            assertThat(second).hasSizeLessThanOrEqualTo(41);
            assertThat(byHost.values()).allMatch(count -> count <= 6);
        }
        assertThat(scan.steps()).hasSize(3);
    }

    @Test
    void lossHidesNoHostOfAThousand() {
        for (int i = 0; i < 1_000; i++) {
            scan.host(i, silent().with(i < 500 ? NEIGHBOUR : ECHO, 0).with(SimHost.CLOSED, 22, 80, 443, 445, 3389));
        }
        scan.loss(0.05);
        scan.run(1_000, SearchScan.addresses(0, 499), SearchScan.addresses(500, 999));

        assertThat(scan.live().size()).isGreaterThanOrEqualTo(999);
        assertThat(scan.lost()).isPositive();
    }
}
