package dev.scanctl.coordinator.grammar;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scanctl.proto.v1.SourceText;
import dev.scanctl.wire.Address;
import dev.scanctl.wire.AddressRange;
import dev.scanctl.wire.AddressSet;
import inet.ipaddr.IPAddress;
import inet.ipaddr.IPAddressString;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The ipaddress library reads prefixes, wildcards and ranges within segments too; both have to agree. */
final class TargetOracleTest {

    static LongStream seeds() {
        return LongStream.range(0, 300);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void octetRangesAgree(long seed) {
        Random random = new Random(seed);
        String typed = IntStream.range(0, 4).mapToObj(i -> octet(random, i)).collect(Collectors.joining("."));

        assertThat(parse(typed)).as(typed).isEqualTo(oracle(typed));
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void prefixesAgree(long seed) {
        Random random = new Random(seed);
        byte[] bytes = new byte[random.nextBoolean() ? 4 : 16];
        random.nextBytes(bytes);
        Address address = Address.of(bytes);
        String typed = address + "/" + random.nextInt(address.bits() + 1);

        assertThat(parse(typed)).as(typed).isEqualTo(oracle(typed));
    }

    /** Wide only in the last two octets, so that the ranges stay few. */
    private static String octet(Random random, int place) {
        int first = random.nextInt(256);
        return switch (random.nextInt(6)) {
            case 0 -> place < 2 ? "255" : "*";
            case 1 -> first + "-" + (first + random.nextInt(Math.min(place < 2 ? 4 : 256, 256 - first)));
            default -> String.valueOf(first);
        };
    }

    private static AddressSet parse(String typed) {
        TargetParser parser = new TargetParser(name -> {
            throw new UnknownHostException(name);
        });
        return parser.parse(List.of(SourceText.newBuilder().setText(typed).build())).addresses();
    }

    private static AddressSet oracle(String typed) {
        IPAddress read = new IPAddressString(typed).getAddress();
        List<AddressRange> ranges = new ArrayList<>();
        Iterator<? extends IPAddress> blocks = read.isPrefixed()
                ? List.of(read.toPrefixBlock()).iterator()
                : read.sequentialBlockIterator();
        while (blocks.hasNext()) {
            IPAddress block = blocks.next();
            ranges.add(new AddressRange(
                    Address.of(block.getLower().getBytes()), Address.of(block.getUpper().getBytes())));
        }
        return AddressSet.of(ranges);
    }
}
