package dev.scanctl.agent.linux.syn;

import dev.scanctl.agent.linux.Errno;
import dev.scanctl.agent.linux.Links;
import dev.scanctl.agent.linux.OwnAddresses;
import dev.scanctl.agent.linux.verdict.ErrnoTable;
import dev.scanctl.agent.probe.Replies;
import dev.scanctl.agent.probe.LinkLocal;
import dev.scanctl.wire.Address;
import dev.scanctl.wire.Outcome;
import dev.scanctl.wire.Reason;
import java.util.Arrays;

/** Probes that the kernel did not take, until they are handed over as faults of this machine. Owned by one thread. */
final class Refusals implements Lane.Refused {
    private final SentProbes probes;
    private final Lanes lanes;
    private final OwnAddresses own;
    private final Links links;
    private int[] slots = new int[Lane.PLACES];
    private Outcome[] outcomes = new Outcome[Lane.PLACES];
    private int count;

    Refusals(SentProbes probes, Lanes lanes, OwnAddresses own, Links links) {
        this.probes = probes;
        this.lanes = lanes;
        this.own = own;
        this.links = links;
    }

    /** The firewall of a target on this machine is the target's: what it answers, or its silence, counts. */
    @Override
    public void refused(int slot, int errno, Address onWire) {
        Address target = LinkLocal.on(onWire, probes.link(slot));
        if (errno == Errno.EPERM && own.contains(target)) {
            return;
        }
        lanes.noteRefusal(errno);
        probes.refuse(slot);
        if (count == slots.length) {
            slots = Arrays.copyOf(slots, 2 * count);
            outcomes = Arrays.copyOf(outcomes, 2 * count);
        }
        slots[count] = slot;
        outcomes[count++] = outcome(errno, target);
    }

    /** Hands over those that there are now, but for abandoned ones; gives whether there were any. */
    boolean handOver(Replies replies) {
        int now = count;
        for (int i = 0; i < now; i++) {
            int slot = slots[i];
            if (probes.isRefused(slot)) {
                replies.reply(probes.end(slot, outcomes[i]), outcomes[i]);
            }
        }
        System.arraycopy(slots, now, slots, 0, count - now);
        System.arraycopy(outcomes, now, outcomes, 0, count - now);
        count -= now;
        return now > 0;
    }

    /** A link without a carrier takes nothing, and says so as if its queue were full. */
    private Outcome outcome(int errno, Address target) {
        return errno == Errno.ENOBUFS && own.onDeadLink(target, links)
                ? ErrnoTable.unknown(Reason.LOCAL_LINK)
                : ErrnoTable.whenSending(errno);
    }
}
