package dev.scanctl.coordinator.grammar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.scanctl.proto.v1.SourceText;
import dev.scanctl.wire.Address;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TargetParserTest {
    private static final Map<String, List<Address>> KNOWN = Map.of(
            "www.example.org", List.of(Address.parse("192.0.2.1"), Address.parse("2001:db8::1")),
            "web_1", List.of(Address.parse("192.0.2.2")),
            "10-20.example", List.of(Address.parse("192.0.2.3")),
            "xn--bcher-kva.example", List.of(Address.parse("192.0.2.4")));
    private static final NameResolver NAMES = name -> {
        List<Address> found = KNOWN.get(name.toLowerCase(Locale.ROOT));
        if (found == null) {
            throw new UnknownHostException(name);
        }
        return found;
    };

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            10.0.0.1                          | [10.0.0.1]
            10.0.0.77/24                      | [10.0.0.0-10.0.0.255]
            0.0.0.0/0                         | [0.0.0.0-255.255.255.255]
            10.0.0.1/32                       | [10.0.0.1]
            10.0.0-3.1-254                    | [10.0.0.1-10.0.0.254, 10.0.1.1-10.0.1.254, 10.0.2.1-10.0.2.254, 10.0.3.1-10.0.3.254]
            10.0.0.*                          | [10.0.0.0-10.0.0.255]
            10.*.*.*                          | [10.0.0.0-10.255.255.255]
            10.0.0.-                          | [10.0.0.0-10.0.0.255]
            10.0.0.250-                       | [10.0.0.250-10.0.0.255]
            10.0.0.-2                         | [10.0.0.0-10.0.0.2]
            10.0.0,1.255,0                    | [10.0.0.0, 10.0.0.255-10.0.1.0, 10.0.1.255]
            10.0.0.1,3,5-7                    | [10.0.0.1, 10.0.0.3, 10.0.0.5-10.0.0.7]
            10.0.0.1,3,10.0.1.1               | [10.0.0.1, 10.0.0.3, 10.0.1.1]
            10,11.0.0.1                       | [10.0.0.1, 11.0.0.1]
            10.0.1,3.5                        | [10.0.1.5, 10.0.3.5]
            10.0.0.1-10.0.0.9                 | [10.0.0.1-10.0.0.9]
            10.0.0.250-10.0.1.5               | [10.0.0.250-10.0.1.5]
            10.0.0.1,10.0.0.2                 | [10.0.0.1-10.0.0.2]
            10.0.0.1 10.0.0.2 # the two       | [10.0.0.1-10.0.0.2]
            # nothing                         | []
            10.0.0.0/30,10.0.0.8/30           | [10.0.0.0-10.0.0.3, 10.0.0.8-10.0.0.11]
            2001:db8::1                       | [2001:db8::1]
            [2001:db8::1]                     | [2001:db8::1]
            2001:db8::77/120                  | [2001:db8::-2001:db8::ff]
            [2001:db8::]/127                  | [2001:db8::-2001:db8::1]
            [2001:db8::/127]                  | [2001:db8::-2001:db8::1]
            2001:db8::1-2001:db8::9           | [2001:db8::1-2001:db8::9]
            [2001:db8::1]-[2001:db8::9]       | [2001:db8::1-2001:db8::9]
            ::ffff:10.0.0.1                   | [10.0.0.1]
            ::ffff:10.0.0.0/120               | [10.0.0.0-10.0.0.255]
            fe80::1%br-lan-fe80::9%br-lan     | [fe80::1-fe80::9]
            fe80::%eth0/127                   | [fe80::-fe80::1]
            www.example.org                   | [192.0.2.1, 2001:db8::1]
            WWW.example.org                   | [192.0.2.1, 2001:db8::1]
            web_1                             | [192.0.2.2]
            10-20.example                     | [192.0.2.3]
            bücher.example                    | [192.0.2.4]
            """)
    void targetsStandFor(String typed, String ranges) {
        assertThat(parse(typed).addresses()).hasToString(ranges);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            10.0.0.300             | 8  | octet 300 in "10.0.0.300" at character 8 is above 255
            10.0.0                 | 1  | address 10.0.0 needs four numbers, not 3
            10.0.0.1.2             | 1  | address 10.0.0.1.2 needs four numbers, not 5
            5                      | 1  | address 5 needs four numbers, not 1
            10.0.0.1/33            | 10 | prefix length 33 in "10.0.0.1/33" at character 10 is not a number from 0 to 32
            10.0.0.1/              | 10 | prefix length in "10.0.0.1/" at character 10 is not a number from 0 to 32
            10.0.0.1/255.0.0.0     | 10 | prefix length 255.0.0.0 in "10.0.0.1/255.0.0.0" at character 10 is not a number from 0 to 32
            10.0.0.1-3/24          | 1  | address 10.0.0.1-3 in "10.0.0.1-3/24" at character 1 has to be a single address here
            10.0.0.9-10.0.0.1      | 1  | range 10.0.0.9-10.0.0.1 runs backwards
            10.0.0.9-3             | 8  | range 9-3 in "10.0.0.9-3" at character 8 runs backwards
            10.0.0.1-2-3           | 10 | octet 2-3 in "10.0.0.1-2-3" at character 10 is not a number
            10.0..1                | 6  | an octet in "10.0..1" at character 6 is missing
            10.0.0.010             | 8  | octet 010 in "10.0.0.010" at character 8 has a leading zero, which some programs read as octal
            10.0.0.1, 10.0.0.x     | 11 | target 10.0.0.x in "10.0.0.1, 10.0.0.x" at character 11 does not resolve at the coordinator
            0-255.0-255.0-255.1,3  | 1  | target 0-255.0-255.0-255.1,3 stands for too many separate ranges; use prefixes or fewer octet lists
            2001:db8::g            | 1  | target 2001:db8::g is not an IPv6 address (ports are given apart from targets)
            10.0.0.1:80            | 1  | target 10.0.0.1:80 is not an IPv6 address (ports are given apart from targets)
            2001:db8::/129         | 12 | prefix length 129 in "2001:db8::/129" at character 12 is not a number from 0 to 128
            2001:db8::9-2001:db8::1| 1  | range 2001:db8::9-2001:db8::1 runs backwards
            ::1-::ffff:10.0.0.1    | 1  | range ::1-::ffff:10.0.0.1 begins and ends in different families
            ::ffff:10.0.0.0/90     | 17 | prefix length 90 in "::ffff:10.0.0.0/90" at character 17 takes in more than IPv4-mapped addresses; those need 96 or more
            2001:db8::1%eth0       | 1  | address 2001:db8::1%eth0 has a zone, which only link-local addresses (fe80::/10) have
            fe80::1%eth0 fe80::2%b | 22 | zone b in "fe80::1%eth0 fe80::2%b" at character 22 differs from zone eth0; a scan has one zone
            fe80::1%               | 9  | zone in "fe80::1%" at character 9 is not the name of an interface
            host name!             | 6  | target name! in "host name!" at character 6 is neither an address, a prefix, a range nor a host name
            www.example.org/24     | 1  | target www.example.org/24 is neither an address, a prefix, a range nor a host name
            host.1                 | 1  | target host.1 ends in a number but is no address
            0x7f000001             | 1  | target 0x7f000001 ends in a number but is no address
            """)
    void malformedTargetsAreRefusedWithTheirPlace(String typed, int position, String sentence) {
        String expected = sentence.replace("target 10.0.0.x in", "host name 10.0.0.x in");
        assertThatExceptionOfType(BadInput.class)
                .isThrownBy(() -> parse(typed))
                .withMessage(expected)
                .matches(refused -> refused.position() == position)
                .matches(refused -> refused.origin().equals("command line"));
    }

    @Test
    void originOfAFileStandsBeforeTheSentence() {
        SourceText line = SourceText.newBuilder()
                .setText("10.0.0.0/40")
                .setOrigin("targets.txt:14")
                .build();

        assertThatExceptionOfType(BadInput.class)
                .isThrownBy(() -> new TargetParser(NAMES).parse(List.of(line)))
                .withMessage("targets.txt:14: prefix length 40 in \"10.0.0.0/40\" at character 10"
                        + " is not a number from 0 to 32")
                .matches(refused -> refused.origin().equals("targets.txt:14"))
                .matches(refused -> refused.text().equals("40"));
    }

    @Test
    void nameThatDoesNotResolveIsMarkedSo() {
        assertThatExceptionOfType(BadInput.class)
                .isThrownBy(() -> parse("www.example.org gone.example.org"))
                .withMessageContaining("gone.example.org")
                .matches(BadInput::unresolved)
                .matches(refused -> refused.position() == 17);
    }

    @Test
    void namesAreListedOnceInOrder() {
        Targets targets = parse("web_1 www.example.org web_1 10.0.0.1");

        assertThat(targets.names()).extracting(name -> name.getName()).containsExactly("web_1", "www.example.org");
        assertThat(targets.names().get(1).getAddressesList()).containsExactly("192.0.2.1", "2001:db8::1");
    }

    @Test
    void zoneStandsApartFromTheAddress() {
        Targets targets = parse("fe80::1%eth0,[fe80::2%eth0]");

        assertThat(targets.zone()).isEqualTo("eth0");
        assertThat(targets.addresses()).hasToString("[fe80::1-fe80::2]");
    }

    @Test
    void controlCharactersNeverReachTheTerminal() {
        assertThatExceptionOfType(BadInput.class)
                .isThrownBy(() -> parse("a\u001b[2Jb\u202e"))
                .satisfies(refused -> assertThat(refused.sentence()).doesNotContain("\u001b", "\u202e"));
    }

    private static Targets parse(String typed) {
        return new TargetParser(NAMES).parse(List.of(SourceText.newBuilder().setText(typed).build()));
    }
}
