package dev.scanctl.coordinator.grammar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.scanctl.proto.v1.SourceText;
import dev.scanctl.wire.Address;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever is typed gives a result or a {@link BadInput}, and soon. */
final class GrammarFuzzTest {
    private static final String SIGNS = "0123456789abcdefTU.:,-*/%[]# \n\t_xgé\u0000\u202e";
    private static final List<String> WORDS =
            List.of("10.0.0.1", "::1", "fe80::1%e", "-", "/", "255", "65535", "ssh", "T:", "U:", "*", ",", ".", " ", "[", "]");
    private static final NameResolver NAMES = name -> List.of(Address.parse("192.0.2.1"));

    static LongStream seeds() {
        return LongStream.range(0, 100);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void randomTextGivesAResultOrARefusal(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 200; i++) {
            String text = random.nextBoolean() ? signs(random) : words(random);
            tryTargets(text);
            tryPorts(text);
            tryFilter(text);
        }
    }

    @Test
    void longTextTakesBoundedTime() {
        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> {
            for (String piece : List.of("-", "1-", ":-", "*.", "1,", "[::1]-", "::1%-", "http*,", "%", "a.", "/")) {
                String text = piece.repeat(100_000 / piece.length());
                tryTargets(text);
                tryPorts(text);
                tryFilter(text);
            }
        });
    }

    private static String signs(Random random) {
        return IntStream.range(0, random.nextInt(24))
                .mapToObj(i -> String.valueOf(SIGNS.charAt(random.nextInt(SIGNS.length()))))
                .collect(Collectors.joining());
    }

    private static String words(Random random) {
        return IntStream.range(0, random.nextInt(8))
                .mapToObj(i -> WORDS.get(random.nextInt(WORDS.size())))
                .collect(Collectors.joining());
    }

    private static void tryTargets(String text) {
        try {
            SourceText source = SourceText.newBuilder().setText(text).build();
            assertThat(new TargetParser(NAMES).parse(List.of(source)).addresses().ranges()).isNotNull();
        } catch (BadInput refused) {
            check(refused, text);
        }
    }

    private static void tryPorts(String text) {
        try {
            assertThat(PortParser.parse(text).tcp()).isNotNull();
        } catch (BadInput refused) {
            check(refused, text);
        }
    }

    private static void tryFilter(String text) {
        try {
            SourceText source = SourceText.newBuilder().setText(text).build();
            assertThat(TargetFilter.parse(source, NAMES).ports()).isNotNull();
        } catch (BadInput refused) {
            check(refused, text);
        }
    }

    private static void check(BadInput refused, String text) {
        assertThat(refused.position()).isBetween(1, text.length() + 1);
        assertThat(text.substring(refused.position() - 1)).startsWith(refused.text());
        assertThat(refused.sentence()).hasSizeLessThan(300).doesNotContain("\n", "\u0000", "\u202e");
    }
}
