package dev.scanctl.agent.linux;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * Counters of packets dropped on this machine, from the files below /proc/net of the network namespace of the thread that
 * opens them. The files stay open and are read from their start each time, some tens of microseconds in all; those that do
 * not exist here are left out. Owned by one thread.
 *
 * <p>A rule that silently drops outgoing SYNs shows in two of them: blocked retransmissions (proc(5), TcpExt
 * TCPRetransFail), which need the attempt to live for a second, and on kernels from 6.8 on at once in packets that IP
 * was asked to send and did not (RFC 4293 ipIfStatsOutRequests less ipIfStatsOutTransmits).
 */
public final class DropCounters implements AutoCloseable {
    /** How often a difference of two counters is read: packets between the two make it too large, never too small. */
    private static final int LOOKS = 3;

    private final List<Watched> watched;

    private DropCounters(List<Watched> watched) {
        this.watched = watched;
    }

    public static DropCounters open() {
        List<Watched> found = new ArrayList<>();
        watch(found, "netstat", 1, text -> ProcText.pairedLines(text, "TcpExt:", "TCPRetransFail"));
        watch(found, "dev", 1, ProcText::sentDropped);
        watch(found, "softnet_stat", 1, text -> ProcText.hexColumn(text, 1));
        watch(found, "snmp", LOOKS, ProcText::blockedV4);
        watch(found, "snmp6", LOOKS, ProcText::blockedV6);
        watch(found, "stat/arp_cache", 1, text -> ProcText.namedHexColumns(text, "table_fulls"));
        watch(found, "stat/ndisc_cache", 1, text -> ProcText.namedHexColumns(text, "table_fulls"));
        watch(found, "stat/nf_conntrack", 1, text -> ProcText.namedHexColumns(text, "drop", "insert_failed"));
        return new DropCounters(found);
    }

    /**
     * Packets that came over the loopback interface: what this machine says to itself, such as the reset of a rule that
     * rejects outgoing packets.
     */
    public static DropCounters ofLoopback() {
        List<Watched> found = new ArrayList<>();
        watch(found, "dev", 1, ProcText::loopbackReceived);
        return new DropCounters(found);
    }

    private static void watch(List<Watched> found, String name, int looks, ToLongFunction<String> parse) {
        ProcFile.open("/proc/thread-self/net/" + name).ifPresent(file -> found.add(new Watched(file, looks, parse)));
    }

    /** Whether any has risen since the last call, or since they were opened. Reads all: each is to be told once. */
    public boolean moved() {
        boolean moved = false;
        for (Watched each : watched) {
            moved |= each.moved();
        }
        return moved;
    }

    @Override
    public void close() {
        watched.forEach(each -> each.file.close());
    }

    private static final class Watched {
        private final ProcFile file;
        private final int looks;
        private final ToLongFunction<String> parse;
        private long last;

        Watched(ProcFile file, int looks, ToLongFunction<String> parse) {
            this.file = file;
            this.looks = looks;
            this.parse = parse;
            this.last = parse.applyAsLong(file.text());
        }

        boolean moved() {
            long now = parse.applyAsLong(file.text());
            for (int look = 1; look < looks && now > last; look++) {
                now = Math.min(now, parse.applyAsLong(file.text()));
            }
            boolean moved = now > last;
            last = now;
            return moved;
        }
    }
}
