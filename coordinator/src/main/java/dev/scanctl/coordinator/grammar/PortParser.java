package dev.scanctl.coordinator.grammar;

import dev.scanctl.wire.PortSet;
import dev.scanctl.wire.Protocol;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/**
 * Reads port expressions: numbers, ranges and service names behind commas, such as {@code 22,80,8000-8100,T:http,U:53}.
 * {@code -} is every port from 1 to 65535, {@code 1-} and {@code -1024} are open ranges, {@code http*} is every registered
 * name that begins so. {@code T:} and {@code U:} hold until the next letter. Port 0 has to be named.
 */
public final class PortParser {
    private static final int MAX_PORT = 0xffff;
    /** The longest argument a Linux command line can have. */
    private static final int MAX_LENGTH = 131_072;
    /** Longer than any registered name. */
    private static final int MAX_NAME = 64;
    /** Patterns are walked over all names, some thousands. */
    private static final int MAX_PATTERNS = 100;

    private final PortBits bits = new PortBits();
    private final PortBits named = new PortBits();
    private Set<Protocol> protocols;
    private int patterns;

    private PortParser(Set<Protocol> protocols) {
        this.protocols = protocols;
    }

    /** Ports to probe: without a letter they are TCP's. Blank text gives no ports; {@link BadInput} if malformed. */
    public static Ports parse(String text) {
        return parse(Excerpt.of(text, ""), EnumSet.of(Protocol.TCP));
    }

    /** Of the ports to probe, those that stand by themselves: as a number or a service's name, not in a range or pattern. */
    public static Ports parseNamed(String text) {
        return read(Excerpt.of(text, ""), EnumSet.of(Protocol.TCP)).named.toPorts();
    }

    /** Ports to leave out or to filter by: without a letter they are those of both protocols. */
    public static Ports parseExclusions(String text) {
        return parse(Excerpt.of(text, ""), EnumSet.allOf(Protocol.class));
    }

    static Ports parse(Excerpt typed, Set<Protocol> protocols) {
        return read(typed, protocols).bits.toPorts();
    }

    private static PortParser read(Excerpt typed, Set<Protocol> protocols) {
        if (typed.length() > MAX_LENGTH) {
            throw typed.refuse("port list", "is longer than " + MAX_LENGTH + " characters");
        }
        PortParser parser = new PortParser(protocols);
        if (!typed.stripped().isEmpty()) {
            typed.split(',').forEach(item -> parser.add(item.stripped()));
        }
        return parser;
    }

    private void add(Excerpt typed) {
        Excerpt item = typed;
        int colon = typed.text().indexOf(':');
        if (colon >= 0) {
            protocols = EnumSet.of(protocol(typed.part(0, colon)));
            item = typed.from(colon + 1).stripped();
        }
        if (item.isEmpty()) {
            throw item.refuse("an empty entry", "names no port");
        }
        if (item.text().chars().allMatch(c -> c == '-' || c >= '0' && c <= '9')) {
            addNumbers(item);
        } else {
            addService(item);
        }
    }

    private static Protocol protocol(Excerpt letter) {
        return switch (letter.text().strip().toUpperCase(Locale.ROOT)) {
            case "T" -> Protocol.TCP;
            case "U" -> Protocol.UDP;
            default -> throw letter.refuse("protocol", "is not known; T: stands for TCP and U: for UDP");
        };
    }

    private void addNumbers(Excerpt item) {
        int dash = item.text().indexOf('-');
        if (dash != item.text().lastIndexOf('-')) {
            throw item.refuse("port range", "has more than two ends");
        }
        int first = dash == 0 ? 1 : number(dash < 0 ? item : item.part(0, dash));
        int last = dash < 0 ? first : dash == item.length() - 1 ? MAX_PORT : number(item.from(dash + 1));
        if (first > last) {
            throw item.refuse("port range", "runs backwards");
        }
        protocols.forEach(protocol -> bits.set(protocol, first, last));
        if (dash < 0) {
            protocols.forEach(protocol -> named.set(protocol, first, last));
        }
    }

    private static int number(Excerpt digits) {
        String text = digits.text();
        int number = 0;
        for (int i = 0; i < text.length() && number <= MAX_PORT; i++) {
            number = number * 10 + text.charAt(i) - '0';
        }
        if (number > MAX_PORT) {
            throw digits.refuse("port", "is above " + MAX_PORT);
        }
        return number;
    }

    private void addService(Excerpt item) {
        boolean pattern = ServiceNames.isPattern(item.text());
        if (pattern && ++patterns > MAX_PATTERNS) {
            throw item.refuse("pattern", "is one more than the " + MAX_PATTERNS + " that a port list may have");
        }
        boolean found = false;
        for (Protocol protocol : protocols) {
            PortSet ports = item.length() <= MAX_NAME ? ServiceNames.portsOf(protocol, item.text()) : PortSet.EMPTY;
            found |= bits.set(protocol, ports);
            if (!pattern) {
                named.set(protocol, ports);
            }
        }
        if (!found) {
            throw item.refuse("port", "is neither a number, a range nor a registered " + labels() + " service");
        }
    }

    private String labels() {
        return String.join(" or ", protocols.stream().map(Protocol::label).toList());
    }
}
