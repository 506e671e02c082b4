package dev.scanctl.coordinator.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.scanctl.coordinator.filter.text.QueryParser;
import dev.scanctl.coordinator.filter.text.Vocabulary;
import dev.scanctl.coordinator.grammar.BadInput;
import dev.scanctl.wire.Address;
import dev.scanctl.wire.AddressRange;
import dev.scanctl.wire.AddressSet;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QueryParserTest {
    private static final AddressSet PCI = AddressSet.of(AddressRange.ofPrefix(Address.parse("10.0.0.0"), 28));
    private static final Vocabulary WORDS = new Vocabulary(
            name -> {
                throw new UnknownHostException(name);
            },
            List.of("dmz", "local"),
            Long::parseLong,
            Map.of("pci", PCI, "two words", PCI),
            Map.of("web", "port:80 or port:443", "round", "@round", "broken", "prot:80"),
            Instant.parse("2026-11-22T12:00:00Z").toEpochMilli());

    private static Query parse(String text) {
        return QueryParser.parse(text, WORDS, Subject.PORTS);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '!', value = {
        "net:10.20.0.0/16 port:22,3389 from:dmz | net:10.20.0.0/16 port:22,3389 from:dmz",
        "10.0.0.0/8 -port:22 | net:10.0.0.0/8 not port:22",
        "2001:db8::/32 AND [::1] | net:2001:db8::/32 net:[::1]",
        "port:22 or port:23 rtt:<5ms | port:22 or port:23 rtt:<5ms",
        "(port:22 or port:23) rtt:<5ms | (port:22 or port:23) rtt:<5ms",
        "not (port:22 or net:10.0.0.1) | not (port:22 or net:10.0.0.1)",
        "label:\"two words\",pci | label:\"two words\",pci",
        "@web from:dmz | (port:80 or port:443) from:dmz",
        "port:T:80 STATE:open | port:T:80 state:open",
        "seen:>30d | seen:>30d",
    })
    void isUnderstoodAsItReads(String text, String understood) {
        assertThat(parse(text).toString()).isEqualTo(understood);
        assertThat(parse(understood)).isEqualTo(parse(text));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '!', value = {
        "net:10.0.0.0/8 prot:22 | there is no key 'prot'; did you mean 'port:'? | prot",
        "first:<7d | first: is nothing that ports have; their keys are net, port, | first",
        "from:dmx | there is no segment 'dmx'; did you mean 'dmz'? | dmx",
        "port:22,70000 | port 70000 | 22,70000",
        "net:10.0.0.300 | 10.0.0.300 | 10.0.0.300",
        "(port:22 | this parenthesis is not closed | (",
        "port:22) | this parenthesis closes nothing | )",
        "port:22 or | something to look for is missing at the end | ^",
        "rtt:5ms | rtt: wants a comparison | 5ms",
        "seen:>yesterday | seen: wants a length | >yesterday",
        "state:opne | there is no state 'opne'; did you mean 'open'? | opne",
        "label:pcj | there is no label 'pcj'; did you mean 'pci'? | pcj",
        "label:pci, | an entry is missing | ^",
        "scan:\"a b | this quote has no end | \"a b",
        "@wbe | no filter is saved as 'wbe'; did you mean '@web'? | @wbe",
        "@round | the saved filter 'round' contains itself | @round",
        "@broken | in the saved filter 'broken', the filter is not understood at character 1: there is no key | prot",
        "hello | 'hello' is neither KEY:VALUE nor an address | hello",
        "port: | port: wants a value | port:",
    })
    void refusalsPointAtWhatIsMeant(String text, String sentence, String pointed) {
        assertThatThrownBy(() -> parse(text)).isInstanceOfSatisfying(BadInput.class, refusal -> {
            List<String> lines = refusal.sentence().lines().toList();
            assertThat(lines).hasSize(3);
            assertThat(lines.getFirst()).contains(sentence);
            int from = lines.getLast().indexOf('^');
            int to = Math.min(lines.get(1).length(), lines.getLast().length());
            String below = from >= to ? "^" : lines.get(1).substring(from, to);
            assertThat(below).isEqualTo(pointed);
        });
    }

    @Test
    void aLongFilterIsShownWhereItIsWrong() {
        assertThatThrownBy(() -> parse("port:22 ".repeat(100) + "prot:1 " + "port:22 ".repeat(100)))
                .satisfies(refusal -> assertThat(String.valueOf(refusal.getMessage()).lines())
                        .allMatch(line -> line.length() <= 120)
                        .anyMatch(line -> line.contains("prot:1")));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void whatIsPrintedIsUnderstoodTheSame(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 2_000; i++) {
            Query query = parse(RandomQueries.next(random));
            assertThat(parse(query.toString())).as("seed %d, query %d: %s", seed, i, query).isEqualTo(query);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void anyTextIsUnderstoodOrRefused(long seed) {
        Random random = new Random(seed);
        List<String> pieces = List.of("port:", "net:", "(", ")", "-", " ", "or", "not", "\"", ",", "10.0.0.1", "::1", "seen:>",
                "..", "rtt:<", "9", "@web", "é", "\u0000", "\u202e", "label:pci", "T:", "%e", "/33", "state:", "99999999999");
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int piece = random.nextInt(10); piece >= 0; piece--) {
                text.append(pieces.get(random.nextInt(pieces.size())));
            }
            try {
                Query query = parse(text.toString());
                assertThat(parse(query.toString())).as("seed %d: %s", seed, text).isEqualTo(query);
            } catch (BadInput refusal) {
                assertThat(refusal.sentence()).as("seed %d: %s", seed, text).isNotBlank();
            }
        }
    }

    @Test
    void largeTextTakesBoundedTime() {
        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> {
            for (String piece : List.of("(", "not ", "-", "port:1 or ", "@web ", "\"", "net:1.1.1.1 ", "port:,", "x")) {
                try {
                    assertThat(parse(piece.repeat(9_000 / piece.length()))).isNotNull();
                } catch (BadInput refused) {
                    assertThat(refused.sentence()).isNotBlank();
                }
            }
        });
    }

    /** Where rows can be never leaves out one that is let through, and where it is exact lets nothing else through. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void whatIsLookedUpHoldsEveryRowThatPasses(long seed) {
        Random random = new Random(seed);
        int exact = 0;
        for (int i = 0; i < 500; i++) {
            Query query = parse(RandomQueries.next(random));
            Reach reach = Reach.of(query, Set.of("dmz", "local"));
            exact += reach.exact() ? 1 : 0;
            for (int rows = 0; rows < 100; rows++) {
                Row row = RandomRows.next(random, WORDS.nowMs());
                boolean within = RandomRows.within(reach, row);
                if (query.accepts(row)) {
                    assertThat(within).as("seed %d: %s finds %s", seed, query, row).isTrue();
                } else if (reach.exact()) {
                    assertThat(within).as("seed %d: %s leaves out %s", seed, query, row).isFalse();
                }
            }
        }
        assertThat(exact).as("seed %d: exact ones", seed).isGreaterThan(50);
    }
}
