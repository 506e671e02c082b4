package dev.scanctl.agent.linux;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;

/**
 * Counters out of the texts below /proc/net (proc(5)). What a kernel does not have counts as 0. They are read many times a second
 * while packets are sent: no line is split into more than what is asked for, and none by a regular expression.
 */
public final class ProcText {
    private static final int SENT_DROPPED = 11;

    private ProcText() {}

    /** Of snmp and netstat: a line of names, then a line of numbers, both behind the same prefix. */
    public static long pairedLines(String text, String prefix, String name) {
        List<String> lines =
                text.lines().filter(line -> line.startsWith(prefix)).limit(2).toList();
        return lines.size() < 2 ? 0 : named(lines.getFirst(), name)
                .stream()
                .mapToLong(column -> number(lines.get(1), column, 10))
                .sum();
    }

    /** Which column of a line has this name. */
    private static OptionalInt named(String line, String name) {
        int from = skip(line, 0);
        for (int column = 0; from < line.length(); column++) {
            int end = end(line, from);
            if (end - from == name.length() && line.startsWith(name, from)) {
                return OptionalInt.of(column);
            }
            from = skip(line, end);
        }
        return OptionalInt.empty();
    }

    /** What stands in a column, the first being 0; a line that is too short has 0 there. */
    private static long number(String line, int column, int radix) {
        int from = skip(line, 0);
        for (int i = 0; i < column; i++) {
            from = skip(line, end(line, from));
        }
        return from == line.length() ? 0 : Long.parseLong(line, from, end(line, from), radix);
    }

    private static int skip(String line, int from) {
        int at = from;
        while (at < line.length() && line.charAt(at) <= ' ') {
            at++;
        }
        return at;
    }

    private static int end(String line, int from) {
        int at = from;
        while (at < line.length() && line.charAt(at) > ' ') {
            at++;
        }
        return at;
    }

    /** Of dev: packets that interfaces dropped on sending, loopback among them. */
    static long sentDropped(String text) {
        return text.lines()
                .filter(line -> line.indexOf(':') >= 0)
                .mapToLong(line -> number(line.substring(line.indexOf(':') + 1), SENT_DROPPED, 10))
                .sum();
    }

    /** Of dev: packets that came over the loopback interface. */
    static long loopbackReceived(String text) {
        int at = text.indexOf(" lo:");
        if (at < 0) {
            return 0;
        }
        int packets = skip(text, end(text, skip(text, at + 4)));
        return Long.parseLong(text, packets, end(text, packets), 10);
    }

    /** Of softnet_stat: one column over all lines, one a processor. */
    static long hexColumn(String text, int column) {
        return text.lines().mapToLong(line -> number(line, column, 16)).sum();
    }

    /**
     * Of stat/arp_cache and the like: named columns over all lines below the names. Each line is a processor's, except that
     * some columns repeat one number on all; a sum rises with either.
     */
    static long namedHexColumns(String text, String... names) {
        List<String> lines = text.lines().toList();
        if (lines.isEmpty()) {
            return 0;
        }
        List<String> numbers = lines.subList(1, lines.size());
        return Arrays.stream(names)
                .flatMapToInt(name -> named(lines.getFirst(), name).stream())
                .mapToLong(column -> numbers.stream().mapToLong(line -> number(line, column, 16)).sum())
                .sum();
    }

    /** Of snmp: packets that IPv4 was asked to send or forward and did not; 0 on kernels that do not count it. */
    static long blockedV4(String text) {
        long sent = pairedLines(text, "Ip:", "OutTransmits");
        long asked = pairedLines(text, "Ip:", "OutRequests") + pairedLines(text, "Ip:", "ForwDatagrams");
        return sent == 0 ? 0 : asked - sent;
    }

    /** Of snmp6: the same for IPv6. */
    static long blockedV6(String text) {
        long sent = namedLine(text, "Ip6OutTransmits");
        long asked = namedLine(text, "Ip6OutRequests") + namedLine(text, "Ip6OutForwDatagrams");
        return sent == 0 ? 0 : asked - sent;
    }

    private static long namedLine(String text, String name) {
        return text.lines()
                .filter(line -> line.startsWith(name) && end(line, 0) == name.length())
                .mapToLong(line -> number(line, 1, 10))
                .sum();
    }
}
