package dev.scanctl.agent.linux;

import java.util.HashSet;
import java.util.Set;

/** What orders, limits or filters the frames that links send and take (tc(8)). Owned by one thread. */
public final class Queueing {
    private final Netlink netlink;

    public Queueing(Netlink netlink) {
        this.netlink = netlink;
    }

    /**
     * All queueing disciplines of the link of this index, such as {@code mq} and {@code fq_codel} of each of its queues:
     * the link itself tells of the first only. Empty: they are not known.
     */
    public Set<String> disciplines(int link) {
        Set<String> kinds = new HashSet<>();
        netlink.dump(Netlink.RTM_NEWQDISC, row -> {
            if (row.linkIndex() == link) {
                kinds.add(row.text(NetlinkRow.TCMSG_BYTES, NetlinkRow.TCA_KIND));
            }
        });
        return kinds;
    }
}
