package dev.scanctl.agent.linux.verdict;

import dev.scanctl.agent.linux.IcmpRejection;
import dev.scanctl.agent.linux.Links;
import dev.scanctl.agent.linux.Neighbours;
import dev.scanctl.agent.linux.Netlink;
import dev.scanctl.agent.linux.OwnAddresses;
import dev.scanctl.wire.Address;
import dev.scanctl.wire.Outcome;
import dev.scanctl.wire.PortState;
import dev.scanctl.wire.Reason;

/**
 * Turns a rejection from an error queue into an outcome: evidence if the path sent it, a local fault if this machine did.
 * Owned by one thread.
 */
public final class Rejections {
    private final OwnAddresses own;
    private final Neighbours neighbours;
    private final Links links;

    /** @param own read by the same thread */
    public Rejections(Netlink netlink, OwnAddresses own, Links links) {
        this.own = own;
        this.neighbours = new Neighbours(netlink);
        this.links = links;
    }

    /** What this rejection of a probe for the target says. */
    public Outcome outcome(IcmpRejection rejection, Address target) {
        return outcome(rejection, rejecter(rejection, target));
    }

    static Outcome outcome(IcmpRejection rejection, Rejecter by) {
        if (!rejection.fromPacket()) {
            Outcome local = ErrnoTable.atOnce(rejection.errno());
            return local.state() == PortState.UNKNOWN ? local : ErrnoTable.unknown(Reason.LOCAL_OTHER);
        }
        return switch (by) {
            case OWN_FIREWALL -> ErrnoTable.unknown(Reason.LOCAL_FIREWALL);
            case OWN_GATEWAY_MISSING -> ErrnoTable.unknown(Reason.LOCAL_ROUTE);
            case OWN_LINK_DOWN -> ErrnoTable.unknown(Reason.LOCAL_LINK);
            case OWN_NEIGHBOUR_MISSING -> ErrnoTable.filtered(Reason.NO_NEIGHBOUR);
            case PATH -> ErrnoTable.filtered(
                    rejection.origin() == IcmpRejection.ORIGIN_ICMP6
                            ? IcmpReasons.v6(rejection.type(), rejection.code())
                            : IcmpReasons.v4(rejection.type(), rejection.code()));
        };
    }

    /** A target on this machine rejects for itself: its firewall is the one that was asked about. */
    private Rejecter rejecter(IcmpRejection rejection, Address target) {
        Address offender = rejection.offender();
        if (offender == null || !own.contains(offender) || own.contains(target)) {
            return Rejecter.PATH;
        }
        if (!rejection.hostUnreachable()) {
            return Rejecter.OWN_FIREWALL;
        }
        if (own.onDeadLink(target, links)) {
            return Rejecter.OWN_LINK_DOWN;
        }
        if (neighbours.missing(target)) {
            return Rejecter.OWN_NEIGHBOUR_MISSING;
        }
        return !own.onLink(target) && neighbours.anyMissing() ? Rejecter.OWN_GATEWAY_MISSING : Rejecter.OWN_FIREWALL;
    }
}
