package dev.scanctl.coordinator.grammar;

import dev.scanctl.wire.Address;
import dev.scanctl.wire.AddressRange;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Reads four octets, each a number, a range, a list or {@code *}. The ranges of addresses are built from the last octet
 * to the first; what is whole stays one range, so that {@code 10.*.*.*} is one and {@code 10.0-255.0-255.1} is refused
 * only where its 65,536 ranges would be too many.
 */
final class Octets {
    private static final int VALUES = 256;

    private Octets() {}

    /** At most {@code most} ranges, from 1; more are refused before they are built. */
    static List<AddressRange> ranges(Excerpt expression, int most) {
        List<Excerpt> octets = expression.split('.');
        if (octets.size() != 4) {
            throw expression.refuse("address", "needs four numbers, not " + octets.size());
        }
        List<Span> spans = List.of(new Span(0, 0));
        long block = 1;
        for (Excerpt octet : octets.reversed()) {
            BitSet values = values(octet);
            if (ranges(values, spans, block) > most) {
                throw expression.refuse("target", "stands for too many separate ranges; use prefixes or fewer octet lists");
            }
            spans = before(values, spans, block);
            block *= VALUES;
        }
        return spans.stream().map(Span::toRange).toList();
    }

    /** How many spans {@link #before} makes at most, exactly so unless spans happen to touch. */
    private static long ranges(BitSet values, List<Span> rest, long block) {
        boolean whole = rest.getFirst().first == 0 && rest.getFirst().last == block - 1;
        return whole ? runs(values) : (long) values.cardinality() * rest.size();
    }

    private static long runs(BitSet values) {
        return values.stream().filter(value -> value == 0 || !values.get(value - 1)).count();
    }

    private static List<Span> before(BitSet values, List<Span> rest, long block) {
        List<Span> spans = new ArrayList<>();
        values.stream().forEach(value -> {
            for (Span span : rest) {
                add(spans, new Span(value * block + span.first, value * block + span.last));
            }
        });
        return spans;
    }

    private static void add(List<Span> spans, Span next) {
        boolean joins = !spans.isEmpty() && spans.getLast().last + 1 == next.first;
        if (joins) {
            spans.set(spans.size() - 1, new Span(spans.getLast().first, next.last));
        } else {
            spans.add(next);
        }
    }

    private static BitSet values(Excerpt octet) {
        BitSet values = new BitSet(VALUES);
        for (Excerpt item : octet.split(',')) {
            String text = item.text();
            int dash = text.indexOf('-');
            if (text.equals("*")) {
                values.set(0, VALUES);
            } else if (dash < 0) {
                values.set(number(item));
            } else {
                setRange(values, item, dash);
            }
        }
        return values;
    }

    private static void setRange(BitSet values, Excerpt item, int dash) {
        int first = dash == 0 ? 0 : number(item.part(0, dash));
        int last = dash == item.length() - 1 ? VALUES - 1 : number(item.from(dash + 1));
        if (first > last) {
            throw item.refuse("range", "runs backwards");
        }
        values.set(first, last + 1);
    }

    private static int number(Excerpt digits) {
        String text = digits.text();
        if (text.isEmpty()) {
            throw digits.refuse("an octet", "is missing");
        }
        if (!text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw digits.refuse("octet", "is not a number");
        }
        if (text.length() > 1 && text.charAt(0) == '0') {
            throw digits.refuse("octet", "has a leading zero, which some programs read as octal");
        }
        if (text.length() > 3 || Integer.parseInt(text) >= VALUES) {
            throw digits.refuse("octet", "is above 255");
        }
        return Integer.parseInt(text);
    }

    /** Addresses from first to last, as numbers. */
    private record Span(long first, long last) {
        AddressRange toRange() {
            return new AddressRange(Address.v4((int) first), Address.v4((int) last));
        }
    }
}
