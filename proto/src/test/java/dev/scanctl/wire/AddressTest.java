package dev.scanctl.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import inet.ipaddr.IPAddressString;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AddressTest {
    private static final Address LAST_V4 = Address.parse("255.255.255.255");
    private static final Address LAST_V6 = Address.parse("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff");

    static LongStream seeds() {
        return LongStream.range(0, 300);
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.1, 10.0.0.1",
        "0.0.0.0, 0.0.0.0",
        "255.255.255.255, 255.255.255.255",
        "::, ::",
        "::1, ::1",
        "2001:DB8:0:0:0:0:0:1, 2001:db8::1",
        "2001:0db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
        "1:0:0:2:0:0:0:3, 1:0:0:2::3",
        "1:0:0:2:0:0:3:4, 1::2:0:0:3:4",
        "1:2:3:4:5:6:0:0, 1:2:3:4:5:6::",
        "::ffff:10.0.0.1, 10.0.0.1",
        "64:ff9b::10.0.0.1, 64:ff9b::a00:1",
    })
    void textIsReadAndWrittenByTheRfcs(String typed, String written) {
        assertThat(Address.parse(typed)).hasToString(written);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "", ".", "1", "1.2.3", "1.2.3.4.5", "1.2.3.256", "1.2.3.04", "1.2.3.-4", "1.2.3.4 ", " 1.2.3.4", "1.2.3.٤",
        "0x7f.0.0.1", "localhost", ":", ":::", "1::2::3", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "g::", "12345::",
        "[::1]", "::1%eth0", "::1%1", "::1/64", "::1.2.3", "::1.2.3.256", "::1:", "10.0.0.1:80", "\u0000::1"
    })
    void otherTextIsRefused(String typed) {
        assertThatIllegalArgumentException().isThrownBy(() -> Address.parse(typed));
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void textAgreesWithTheIpaddressLibrary(long seed) {
        Random random = new Random(seed);
        byte[] bytes = new byte[random.nextBoolean() ? 4 : 16];
        random.nextBytes(bytes);
        for (int i = random.nextInt(bytes.length); i > 0; i--) {
            bytes[random.nextInt(bytes.length)] = 0;
        }
        Address address = Address.of(bytes);

        String canonical = new IPAddressString(address.toString()).getAddress().toCanonicalString();

        assertThat(address).hasToString(canonical);
        assertThat(Address.parse(canonical)).isEqualTo(address);
        assertThat(address.toBytes()).isEqualTo(bytes);
        assertThat(address.toInetAddress().getAddress()).isEqualTo(bytes);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void plusAndMinusAreInverse(long seed) {
        Random random = new Random(seed);
        Address base = new Address(true, random.nextLong() >>> 1, random.nextLong());
        long distance = random.nextLong() >>> 1 + random.nextInt(62);

        assertThat(base.plus(distance).minus(base)).isEqualTo(distance);
        assertThat(base.plus(1).previous()).isEqualTo(base);
        assertThat(base.plus(distance)).isGreaterThanOrEqualTo(base);
    }

    @Test
    void distancesSaturate() {
        assertThat(LAST_V6.minus(Address.parse("::"))).isEqualTo(Long.MAX_VALUE);
        assertThat(new Address(true, 1, 0).minus(new Address(true, 0, 1))).isEqualTo(Long.MAX_VALUE);
        assertThat(new Address(true, 1, 0).minus(new Address(true, 0, -5))).isEqualTo(5);
    }

    @Test
    void familiesEndAtTheirLastAddress() {
        assertThatExceptionOfType(ArithmeticException.class).isThrownBy(() -> LAST_V4.plus(1));
        assertThatExceptionOfType(ArithmeticException.class).isThrownBy(() -> LAST_V4.plus(Long.MAX_VALUE));
        assertThatExceptionOfType(ArithmeticException.class).isThrownBy(() -> LAST_V6.plus(1));
        assertThatExceptionOfType(ArithmeticException.class).isThrownBy(() -> Address.v4(0).previous());
        assertThat(LAST_V4.plus(0)).isEqualTo(LAST_V4);
        assertThat(LAST_V4).isLessThan(Address.parse("::"));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3, 5, 15, 17})
    void addressesHaveFourOrSixteenBytes(int length) {
        assertThatIllegalArgumentException().isThrownBy(() -> Address.of(new byte[length]));
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void prefixesAgreeWithTheIpaddressLibrary(long seed) {
        Random random = new Random(seed);
        byte[] bytes = new byte[random.nextBoolean() ? 4 : 16];
        random.nextBytes(bytes);
        Address address = Address.of(bytes);
        int length = random.nextInt(address.bits() + 1);

        AddressRange range = AddressRange.ofPrefix(address, length);

        var block = new IPAddressString(address + "/" + length).getAddress().toPrefixBlock();
        assertThat(range.first().toBytes()).isEqualTo(block.getLower().getBytes());
        assertThat(range.last().toBytes()).isEqualTo(block.getUpper().getBytes());
        assertThat(range.contains(address)).isTrue();
    }

    @Test
    void rangesAreOfOneFamilyAndForwards() {
        assertThatIllegalArgumentException().isThrownBy(() -> new AddressRange(LAST_V4, Address.v4(0)));
        assertThatIllegalArgumentException().isThrownBy(() -> new AddressRange(Address.v4(0), LAST_V6));
        assertThatIllegalArgumentException().isThrownBy(() -> AddressRange.ofPrefix(LAST_V4, 33));
        assertThatIllegalArgumentException().isThrownBy(() -> AddressRange.ofPrefix(LAST_V6, -1));
        assertThat(AddressRange.ofPrefix(LAST_V4, 0).size()).isEqualTo(1L << 32);
        assertThat(AddressRange.ofPrefix(LAST_V6, 66).size()).isEqualTo(1L << 62);
        assertThat(AddressRange.ofPrefix(LAST_V6, 65).size()).isEqualTo(Long.MAX_VALUE);
    }
}
