package dev.scanctl.coordinator.grammar;

import dev.scanctl.wire.PortRange;
import dev.scanctl.wire.PortSet;
import dev.scanctl.wire.Protocol;
import java.util.ArrayList;
import java.util.List;

/**
 * The ports most likely to be open, by our own ranking in {@code top-ports.csv} beside this class, where each line says
 * why its port is there. Read on first use.
 */
public final class TopPorts {
    /** How many TCP ports are ranked. */
    public static final int TCP_COUNT = 1_000;
    /** How many UDP ports are ranked. */
    public static final int UDP_COUNT = 120;

    private TopPorts() {}

    /** The first {@code count} TCP ports of the ranking, 0 to {@link #TCP_COUNT}. */
    public static PortSet tcp(int count) {
        return PortSet.of(Ranking.TCP.subList(0, count));
    }

    /** The first {@code count} UDP ports of the ranking, 0 to {@link #UDP_COUNT}. */
    public static PortSet udp(int count) {
        return PortSet.of(Ranking.UDP.subList(0, count));
    }

    /** The file's lines (rank, port, protocol, source), read by the class loader, once, when first touched. */
    private static final class Ranking {
        static final List<PortRange> TCP = new ArrayList<>();
        static final List<PortRange> UDP = new ArrayList<>();

        static {
            for (String line : DataFile.lines("top-ports.csv")) {
                int first = line.indexOf(',');
                int second = line.indexOf(',', first + 1);
                boolean tcp = line.startsWith(Protocol.TCP.label(), second + 1);
                (tcp ? TCP : UDP).add(PortRange.of(Integer.parseInt(line, first + 1, second, 10)));
            }
        }
    }
}
