package dev.scanctl.agent.linux;

import dev.scanctl.agent.probe.LinkLocal;
import dev.scanctl.wire.Address;
import java.util.HashSet;
import java.util.Set;

/**
 * The addresses whose link-layer address the kernel asks for in vain. Read again when older than 50 ms; the kernel asks for
 * longer than that before it gives up, and those it still asks for are in the set, so a missing neighbour is not
 * overlooked. Owned by one thread.
 */
public final class Neighbours {
    private static final long MAX_AGE_NANOS = 50_000_000L;
    /** NUD_INCOMPLETE, NUD_PROBE, NUD_FAILED: asked for, and not answered yet or any more. */
    private static final int UNANSWERED = 0x01 | 0x10 | 0x20;

    private final Netlink netlink;
    private final Set<Address> missing = new HashSet<>();
    private long readAtNanos = System.nanoTime() - MAX_AGE_NANOS;

    public Neighbours(Netlink netlink) {
        this.netlink = netlink;
    }

    public boolean missing(Address address) {
        refresh();
        return missing.contains(address);
    }

    public boolean anyMissing() {
        refresh();
        return !missing.isEmpty();
    }

    private void refresh() {
        long now = System.nanoTime();
        if (now - readAtNanos >= MAX_AGE_NANOS) {
            readAtNanos = now;
            missing.clear();
            netlink.dump(Netlink.RTM_NEWNEIGH, row -> addUnanswered(row, missing));
        }
    }

    public static void addUnanswered(NetlinkRow row, Set<Address> missing) {
        if ((row.neighbourState() & UNANSWERED) != 0) {
            row.address(NetlinkRow.NDMSG_BYTES, NetlinkRow.NDA_DST)
                    .map(address -> LinkLocal.on(address, row.linkIndex()))
                    .ifPresent(missing::add);
        }
    }
}
