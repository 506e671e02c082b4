package dev.scanctl.agent.linux;

import java.util.HashMap;
import java.util.Map;

/**
 * Which of this machine's links have a carrier, which lost it (cable out, access point gone, other end down), and by which
 * address they ask for neighbours. Read again when older than 50 ms. Owned by one thread.
 */
public final class Links {
    private static final long MAX_AGE_NANOS = 50_000_000L;

    private final Netlink netlink;
    /** By index, as they were when last looked at. */
    private final Map<Integer, Link> links = new HashMap<>();

    private boolean anyLost;
    private long readAtNanos = System.nanoTime() - MAX_AGE_NANOS;

    public Links(Netlink netlink) {
        this.netlink = netlink;
    }

    /** Whether the link of this index has no carrier. */
    public boolean down(int index) {
        refresh();
        Link link = links.get(index);
        return link != null && !link.carries();
    }

    /**
     * The Ethernet address that asks on the link of this index, its first byte the lowest; −1: it is none where neighbours
     * are asked for, such as a tunnel.
     */
    public long mac(int index) {
        refresh();
        Link link = links.get(index);
        return link == null ? -1 : link.mac();
    }

    /**
     * Whether any link lost its carrier since the last call, or is still without the one that it had. A link that was never
     * seen to carry anything (an idle bridge) is none of those.
     */
    public boolean lostCarrier() {
        refresh();
        boolean lost = anyLost || links.values().stream().anyMatch(Link::lost);
        anyLost = false;
        return lost;
    }

    private void refresh() {
        long now = System.nanoTime();
        if (now - readAtNanos >= MAX_AGE_NANOS) {
            readAtNanos = now;
            netlink.dump(Netlink.RTM_NEWLINK, this::note);
        }
    }

    /** The number of changes tells of a carrier that went and came back between two looks. */
    private void note(NetlinkRow row) {
        Link before = links.get(row.linkIndex());
        Link now = Link.of(row, before != null && (before.carries() || before.carried()));
        anyLost |= before != null && before.changes() != now.changes() && before.carries();
        links.put(row.linkIndex(), now);
    }

    /**
     * @param carries whether it has a carrier
     * @param carried whether it had one before
     * @param changes of the carrier since the link was made, modulo 2^32
     * @param mac its Ethernet address, its first byte the lowest; −1: neighbours are not asked for there
     */
    public record Link(boolean carries, boolean carried, int changes, long mac) {
        static Link of(NetlinkRow row, boolean carried) {
            int changes = row.number(NetlinkRow.IFINFOMSG_BYTES, NetlinkRow.IFLA_CARRIER_CHANGES);
            boolean up = (row.linkFlags() & NetlinkRow.IFF_LOWER_UP) != 0;
            boolean asks = row.isEthernet() && (row.linkFlags() & NetlinkRow.IFF_NOARP) == 0;
            long mac = asks ? row.ethernetAddress(NetlinkRow.IFINFOMSG_BYTES, NetlinkRow.IFLA_ADDRESS) : -1;
            return new Link(up, carried, changes, mac);
        }

        boolean lost() {
            return carried && !carries;
        }
    }
}
