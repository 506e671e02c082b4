package dev.scanctl.agent.linux.syn;

import dev.scanctl.agent.linux.Errno;
import dev.scanctl.agent.linux.Links;
import dev.scanctl.agent.linux.OwnAddresses;
import dev.scanctl.agent.linux.verdict.ErrnoTable;
import dev.scanctl.agent.probe.Replies;
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
    private int[] errnos = new int[Lane.PLACES];
    private int count;

    Refusals(SentProbes probes, Lanes lanes, OwnAddresses own, Links links) {
        this.probes = probes;
        this.lanes = lanes;
        this.own = own;
        this.links = links;
    }

    /** The firewall of a target on this machine is the target's: what it answers, or its silence, counts. */
    @Override
    public void refused(int slot, int errno) {
        if (errno == Errno.EPERM && own.contains(probes.target(slot))) {
            return;
        }
        lanes.noteRefusal(errno);
        probes.refuse(slot);
        if (count == slots.length) {
            slots = Arrays.copyOf(slots, 2 * count);
            errnos = Arrays.copyOf(errnos, 2 * count);
        }
        slots[count] = slot;
        errnos[count++] = errno;
    }

    /** Hands over those that there are now, but for abandoned ones; gives whether there were any. */
    boolean handOver(Replies replies) {
        int now = count;
        for (int i = 0; i < now; i++) {
            int slot = slots[i];
            if (probes.isRefused(slot)) {
                Outcome outcome = outcome(errnos[i], probes.target(slot));
                replies.reply(probes.end(slot, outcome), outcome);
            }
        }
        System.arraycopy(slots, now, slots, 0, count - now);
        System.arraycopy(errnos, now, errnos, 0, count - now);
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
