package dev.scanctl.agent.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scanctl.wire.Address;
import dev.scanctl.wire.AddressRange;
import dev.scanctl.wire.AddressSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LinkLocalTest {
    private static final Address ROUTER = Address.parse("fe80::1");

    private static AddressSet range(String first, String last) {
        return AddressSet.of(new AddressRange(Address.parse(first), Address.parse(last)));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 65_536, Integer.MAX_VALUE})
    void linkIsPutInAndTakenOut(int link) {
        Address placed = LinkLocal.on(ROUTER, link);

        assertThat(LinkLocal.link(placed)).isEqualTo(link);
        assertThat(LinkLocal.is(placed)).isTrue();
        assertThat(LinkLocal.onWire(placed)).isEqualTo(ROUTER);
        assertThat(LinkLocal.on(LinkLocal.on(ROUTER, 3), link)).as("the newer counts").isEqualTo(placed);
    }

    @Test
    void sameAddressOnTwoLinksIsTwoAddresses() {
        assertThat(LinkLocal.on(ROUTER, 2)).isNotEqualTo(LinkLocal.on(ROUTER, 3));
    }

    @ParameterizedTest
    @ValueSource(strings = {"192.0.2.1", "2001:db8::1", "::1", "fec0::1", "fe7f::1", "254.128.0.1"})
    void otherAddressesHaveNoLink(String text) {
        Address other = Address.parse(text);

        assertThat(LinkLocal.on(other, 5)).isEqualTo(other);
        assertThat(LinkLocal.link(other)).isZero();
    }

    @Test
    void linkLocalAddressesOfASetGoOntoTheLinkTogether() {
        AddressSet mixed = range("fe80::1", "fe80::9").union(range("2001:db8::1", "2001:db8::2"));

        AddressSet placed = LinkLocal.on(mixed, 4);

        assertThat(placed.size()).isEqualTo(mixed.size());
        assertThat(placed.contains(LinkLocal.on(Address.parse("fe80::9"), 4))).isTrue();
        assertThat(placed.contains(ROUTER)).isFalse();
        assertThat(placed.contains(Address.parse("2001:db8::2"))).isTrue();
        assertThat(LinkLocal.link(placed)).isEqualTo(4);
        assertThat(LinkLocal.link(range("2001:db8::1", "2001:db8::2"))).isZero();
    }

    @Test
    void exclusionOfAllAddressesTakesOutThoseOnALink() {
        AddressSet unit = LinkLocal.on(range("fe80::1", "fe80::9"), 4);

        assertThat(unit.minus(LinkLocal.on(range("fe00::", "feff::"), 4)).isEmpty()).isTrue();
    }

    @Test
    void onlyTheFirst64BitPrefixIsWellFormed() {
        assertThat(LinkLocal.wellFormed(range("fe80::", "fe80::ffff:ffff:ffff:ffff"))).isTrue();
        assertThat(LinkLocal.wellFormed(range("fe80::1", "fe80:0:0:1::"))).isFalse();
    }
}
