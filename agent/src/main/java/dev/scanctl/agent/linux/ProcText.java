package dev.scanctl.agent.linux;

import java.util.Arrays;
import java.util.List;

/** Counters out of the texts below /proc/net (proc(5)). What a kernel does not have counts as 0. */
public final class ProcText {
    private static final int SENT_DROPPED = 11;

    private ProcText() {}

    /** Of snmp and netstat: a line of names, then a line of numbers, both behind the same prefix. */
    public static long pairedLines(String text, String prefix, String name) {
        List<String> lines =
                text.lines().filter(line -> line.startsWith(prefix)).toList();
        if (lines.size() < 2) {
            return 0;
        }
        int column = List.of(lines.getFirst().split(" ")).indexOf(name);
        String[] values = lines.get(1).split(" ");
        return column < 0 || column >= values.length ? 0 : Long.parseLong(values[column]);
    }

    /** Of dev: packets that interfaces dropped on sending, loopback among them. */
    static long sentDropped(String text) {
        return text.lines()
                .filter(line -> line.indexOf(':') >= 0)
                .map(line -> line.substring(line.indexOf(':') + 1).strip().split("\\s+"))
                .filter(columns -> columns.length > SENT_DROPPED)
                .mapToLong(columns -> Long.parseLong(columns[SENT_DROPPED]))
                .sum();
    }

    /** Of dev: packets that came over the loopback interface. Read so often that it is not split into columns. */
    static long loopbackReceived(String text) {
        int at = text.indexOf(" lo:");
        if (at < 0) {
            return 0;
        }
        int bytes = skip(text, at + 4, ' ');
        int packets = skip(text, text.indexOf(' ', bytes), ' ');
        int end = text.indexOf(' ', packets);
        return Long.parseLong(text, packets, end, 10);
    }

    private static int skip(String text, int from, char blank) {
        int at = from;
        while (text.charAt(at) == blank) {
            at++;
        }
        return at;
    }

    /** Of softnet_stat: one column over all lines, one a processor. */
    static long hexColumn(String text, int column) {
        return text.lines()
                .map(line -> line.strip().split("\\s+"))
                .filter(columns -> columns.length > column)
                .mapToLong(columns -> Long.parseLong(columns[column], 16))
                .sum();
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
        List<String> header = Arrays.asList(lines.getFirst().strip().split("\\s+"));
        String numbers = String.join("\n", lines.subList(1, lines.size()));
        return Arrays.stream(names)
                .mapToInt(header::indexOf)
                .filter(column -> column >= 0)
                .mapToLong(column -> hexColumn(numbers, column))
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
                .map(line -> line.split("\\s+"))
                .filter(columns -> columns.length == 2 && columns[0].equals(name))
                .mapToLong(columns -> Long.parseLong(columns[1]))
                .sum();
    }
}
