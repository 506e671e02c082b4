package dev.scanctl.agent.linux.reach;

import dev.scanctl.agent.linux.Links;
import dev.scanctl.agent.linux.Netlink;
import dev.scanctl.agent.linux.NextHops;
import dev.scanctl.agent.linux.SystemCallFailed;
import dev.scanctl.agent.linux.SystemCalls;
import dev.scanctl.wire.Address;
import dev.scanctl.wire.AddressRange;
import dev.scanctl.wire.AddressSet;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;

/**
 * Which addresses can be asked for by {@link NeighbourTransport}, as the kernel would send to each of them now; a question to
 * it for each, some microseconds. Owned by one thread.
 */
public final class OnLink {
    private static final System.Logger LOG = System.getLogger(OnLink.class.getName());

    private final SystemCalls calls = new SystemCalls();
    private final Links links = new Links(new Netlink(calls));

    /**
     * Those of the addresses that stand on this machine's own Ethernet links and are not its own. None where no descriptor is
     * to be had for the questions: then they are asked as others are.
     */
    public AddressSet among(AddressSet asked) {
        try (NextHops nextHops = new NextHops(calls)) {
            return among(asked, nextHops);
        } catch (SystemCallFailed e) {
            LOG.log(Level.WARNING, "Cannot tell which addresses are on this machine''s links: {0}", e.getMessage());
            return AddressSet.EMPTY;
        }
    }

    private AddressSet among(AddressSet asked, NextHops nextHops) {
        List<AddressRange> near = new ArrayList<>();
        for (long rank = 0; rank < asked.size(); rank++) {
            Address address = asked.at(rank);
            if (nextHops.onLink(address).filter(way -> links.mac(way.link()) >= 0).isPresent()) {
                near.add(AddressRange.of(address));
            }
        }
        return AddressSet.of(near);
    }
}
