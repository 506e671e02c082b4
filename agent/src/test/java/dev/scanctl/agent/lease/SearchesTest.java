package dev.scanctl.agent.lease;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scanctl.agent.probe.ProbeUnit;
import dev.scanctl.agent.probe.UnitOutcome;
import dev.scanctl.proto.v1.ExclusionOverlay;
import dev.scanctl.wire.Address;
import dev.scanctl.wire.AddressRange;
import dev.scanctl.wire.AddressSet;
import dev.scanctl.wire.Method;
import dev.scanctl.wire.Protocol;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class SearchesTest {
    private static final Set<Method> ALL = EnumSet.of(Method.SYN, Method.ICMP_ECHO, Method.NEIGHBOUR);
    private static final UnaryOperator<AddressSet> ALL_NEAR = asked -> asked;
    private static final UnaryOperator<AddressSet> NONE_NEAR = _ -> AddressSet.EMPTY;
    private static final UnitOutcome NOBODY = new UnitOutcome(List.of(), List.of(), Samples.QUALITY);

    private static ProbeUnit byTcp(AddressSet addresses) {
        return new ProbeUnit(1, Method.SYN, Protocol.TCP, addresses, Discovery.PORTS, 5, Samples.LIMITS);
    }

    private static ProbeUnit firstStep(Set<Method> methods, UnaryOperator<AddressSet> onLink, AddressSet addresses) {
        return new Searches(methods, onLink).begin(byTcp(addresses), 1, 0, 0);
    }

    @Test
    void anAgentAsksFirstInTheWayThatItHas() {
        AddressSet two = SearchScan.addresses(0, 1);

        assertThat(firstStep(ALL, ALL_NEAR, two).method()).isEqualTo(Method.NEIGHBOUR);
        assertThat(firstStep(ALL, NONE_NEAR, two).method()).isEqualTo(Method.ICMP_ECHO);
        assertThat(firstStep(Set.of(Method.SYN), ALL_NEAR, two).method()).isEqualTo(Method.SYN);
        assertThat(firstStep(Set.of(Method.SYN), ALL_NEAR, two).ports()).isEqualTo(Discovery.PORTS);
    }

    @Test
    void ownAddressesAreNoNeighbours() {
        AddressSet loopback = AddressSet.of(AddressRange.of(Address.parse("127.0.0.1")));

        assertThat(firstStep(ALL, ALL_NEAR, loopback).method()).isEqualTo(Method.ICMP_ECHO);
    }

    @Test
    void whatIsExcludedMeanwhileIsLeftOutOfTheNextStep() {
        Searches searches = new Searches(ALL, NONE_NEAR);
        searches.begin(byTcp(SearchScan.addresses(0, 1)), 7, 0, 0);
        Overlays overlays = new Overlays();
        overlays.add(ExclusionOverlay.newBuilder()
                .setScanId(7)
                .setOverlay(1)
                .addAddresses(Samples.range("10.9.0.1", "10.9.0.1"))
                .build());

        assertThat(searches.next(1, NOBODY, overlays))
                .hasValueSatisfying(step -> assertThat(step.addresses()).isEqualTo(SearchScan.addresses(1, 1)));
        assertThat(searches.next(1, NOBODY, overlays)).isEmpty();
    }

    @Test
    void searchesOfUnitsThatAreNotHeldAnyMoreAreForgotten() {
        Searches searches = new Searches(ALL, NONE_NEAR);
        searches.begin(byTcp(SearchScan.addresses(0, 1)), 7, 0, 0);

        searches.keep(id -> id == 1);
        assertThat(searches.of(1)).isNotNull();
        searches.keep(id -> id != 1);
        assertThat(searches.of(1)).isNull();
    }
}
