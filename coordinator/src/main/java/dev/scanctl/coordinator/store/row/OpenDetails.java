package dev.scanctl.coordinator.store.row;

import dev.scanctl.wire.PortState;
import dev.scanctl.wire.Run;
import dev.scanctl.wire.Runs;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * How the open ports of a row's hosts answered, beside their {@link Runs}. As bytes: for each host of the row, ascending, and
 * each of its open ports, ascending, two numbers (LEB128): the round trip in microseconds and the attempts, 0: not known.
 * Zeros at the end are left out. Ports of an open run of more than {@value #MOST_ALIKE} have none: a host where all is open is
 * no news port by port. Used by one thread.
 */
public final class OpenDetails {
    private static final int MOST_ALIKE = 64;
    private static final int NUMBERS = 2;

    private final byte[] encoded;
    private final Runs runs;
    private int @Nullable [] ports;
    private int[] numbers = {};

    /** @param runs of the row that has these bytes */
    public OpenDetails(byte[] encoded, Runs runs) {
        this.encoded = encoded;
        this.runs = runs;
    }

    /** What is known of a port of one of a row's hosts. */
    public interface Known {
        /** Microseconds, not negative; 0: not measured. */
        int rttMicros(long host, int port);

        /** Not negative; 0: not known. */
        int attempts(long host, int port);
    }

    /** Of so many hosts alike. */
    public static byte[] encode(Runs runs, long hosts, Known known) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int end = 0;
        int[] ports = ports(runs);
        for (long host = 0; host < hosts; host++) {
            for (int port : ports) {
                int rttMicros = known.rttMicros(host, port);
                int attempts = known.attempts(host, port);
                write(out, rttMicros);
                write(out, attempts);
                end = rttMicros == 0 && attempts == 0 ? end : out.size();
            }
        }
        return Arrays.copyOf(out.toByteArray(), end);
    }

    private static void write(ByteArrayOutputStream out, int value) {
        int rest = value;
        while (rest >>> 7 != 0) {
            out.write(rest & 0x7f | 0x80);
            rest >>>= 7;
        }
        out.write(rest);
    }

    private static int[] ports(Runs runs) {
        return runs.list().stream()
                .filter(run -> run.outcome().state() == PortState.OPEN && runs.portsIn(run) <= MOST_ALIKE)
                .flatMapToInt(run -> ranks(runs, run).map(runs.ports()::at))
                .toArray();
    }

    private static IntStream ranks(Runs runs, Run run) {
        return IntStream.rangeClosed(runs.ports().rankOf(run.firstPort()), runs.ports().rankOf(run.lastPort()));
    }

    /** Round trip to a port of the row's n-th host, from 0, in microseconds; 0: not known. */
    public int rttMicros(long host, int port) {
        return number(host, port, 0);
    }

    /** How often a port of the row's n-th host, from 0, was asked until it answered; 0: not known. */
    public int attempts(long host, int port) {
        return number(host, port, 1);
    }

    private int number(long host, int port, int which) {
        if (encoded.length == 0) {
            return 0;
        }
        int[] known = ports;
        if (known == null) {
            known = ports(runs);
            ports = known;
            numbers = decode(encoded);
        }
        int rank = Arrays.binarySearch(known, port);
        long index = (host * known.length + rank) * NUMBERS + which;
        return rank < 0 || index >= numbers.length ? 0 : numbers[(int) index];
    }

    private static int[] decode(byte[] encoded) {
        int[] numbers = new int[encoded.length + 1];
        int count = 0;
        int value = 0;
        int shift = 0;
        for (byte next : encoded) {
            value |= (next & 0x7f) << shift;
            shift += 7;
            if (next >= 0) {
                numbers[count++] = value;
                value = 0;
                shift = 0;
            }
        }
        return Arrays.copyOf(numbers, count);
    }
}
