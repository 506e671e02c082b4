package dev.scanctl.agent.linux.syn;

import dev.scanctl.agent.linux.Links;
import dev.scanctl.agent.linux.Netlink;
import dev.scanctl.agent.linux.Queueing;
import dev.scanctl.agent.linux.SystemCalls;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The faster way of frames to a link that has carried many: {@link XdpLane}s, where the link allows them. It passes by the
 * link's queueing disciplines, so it is taken only where those limit nothing; and never again once the kernel took no more of
 * it, such as when the link went down. Owned by one thread.
 */
final class ExpressLanes implements AutoCloseable {
    /** A scan of fewer packets has nothing to gain, and is seen by whoever watches the link with a packet socket. */
    static final int AFTER_FRAMES = 32_768;

    /** What links have unless somebody set a limit there, and what looks at incoming frames only (tc(8)). */
    private static final Set<String> WITHOUT_LIMIT =
            Set.of("noqueue", "mq", "pfifo_fast", "fq_codel", "fq", "pfifo", "ingress");

    private final SystemCalls calls;
    private final Links links;
    private final int afterFrames;
    private final Map<Integer, Way> ways = new HashMap<>();
    private Way way = new Way(0);

    /** The lane of one link, once it is worth it. */
    private static final class Way {
        final int link;
        int frames;
        @Nullable XdpLane lane;

        Way(int link) {
            this.link = link;
        }
    }

    ExpressLanes(SystemCalls calls, Links links) {
        this(calls, links, AFTER_FRAMES);
    }

    /** @param afterFrames what a link must have carried */
    ExpressLanes(SystemCalls calls, Links links, int afterFrames) {
        this.calls = calls;
        this.links = links;
        this.afterFrames = afterFrames;
    }

    /** The lane for one more frame to a link; null: it goes the usual way. */
    @Nullable XdpLane towards(int link) {
        if (way.link != link) {
            way = ways.computeIfAbsent(link, Way::new);
        }
        if (way.lane == null && way.frames <= afterFrames && way.frames++ == afterFrames) {
            way.lane = open(link).orElse(null);
        }
        return way.lane != null && way.lane.hasRoom() ? way.lane : null;
    }

    private Optional<XdpLane> open(int link) {
        long mac = links.mac(link);
        if (mac < 0 || !limitsNothing(new Queueing(new Netlink(calls)).disciplines(link))) {
            return Optional.empty();
        }
        return XdpSocket.open(calls, link).map(socket -> new XdpLane(calls, socket, mac));
    }

    /** Whether a link's queueing disciplines are known, and only order what they are given. */
    private static boolean limitsNothing(Set<String> disciplines) {
        return !disciplines.isEmpty() && WITHOUT_LIMIT.containsAll(disciplines);
    }

    void remove(int slot) {
        for (Way each : ways.values()) {
            if (each.lane != null) {
                each.lane.remove(slot);
            }
        }
    }

    void flush(Lane.Refused refused) {
        for (Way each : ways.values()) {
            if (each.lane != null) {
                each.lane.flush(refused);
            }
        }
    }

    @Override
    public void close() {
        for (Way each : ways.values()) {
            if (each.lane != null) {
                each.lane.close();
                each.lane = null;
            }
        }
    }
}
