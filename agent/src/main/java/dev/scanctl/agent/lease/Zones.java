package dev.scanctl.agent.lease;

import java.net.Inet6Address;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Which of this machine's links a zone means: an interface's name, or else its index. */
final class Zones {
    private static final int MOST_DIGITS = 9;

    private Zones() {}

    /**
     * The link's index, from 1.
     *
     * @throws BadGrant if nothing link-local can be reached by it
     */
    static int link(String zone) {
        try {
            NetworkInterface link = find(zone);
            if (link == null) {
                throw BadGrant.noLink("zone '" + zone + "' is no interface of this machine, which has " + names());
            }
            if (!link.isUp()) {
                throw BadGrant.noLink("interface " + link.getName() + " is down");
            }
            if (link.inetAddresses().noneMatch(own -> own instanceof Inet6Address && own.isLinkLocalAddress())) {
                throw BadGrant.noLink("interface " + link.getName() + " has no IPv6 link-local address");
            }
            return link.getIndex();
        } catch (SocketException e) {
            throw BadGrant.noLink("interfaces cannot be read: " + e.getMessage());
        }
    }

    private static @Nullable NetworkInterface find(String zone) throws SocketException {
        NetworkInterface named = NetworkInterface.getByName(zone);
        boolean index = zone.length() <= MOST_DIGITS && zone.chars().allMatch(c -> c >= '0' && c <= '9');
        return named == null && index ? NetworkInterface.getByIndex(Integer.parseInt(zone)) : named;
    }

    private static String names() throws SocketException {
        return NetworkInterface.networkInterfaces()
                .map(NetworkInterface::getName)
                .sorted()
                .collect(Collectors.joining(", "));
    }
}
