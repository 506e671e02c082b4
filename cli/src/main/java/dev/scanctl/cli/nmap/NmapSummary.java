package dev.scanctl.cli.nmap;

import dev.scanctl.cli.exit.Failure;
import dev.scanctl.wire.Address;
import dev.scanctl.wire.AddressSet;
import dev.scanctl.wire.Method;
import dev.scanctl.wire.PortSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a report is about.
 *
 * @param addresses of its hosts
 * @param tcp ports that it says were covered; empty: none, or it does not say
 * @param method how the TCP ports were asked
 * @param startedMs milliseconds since 1970; 0: not told
 * @param names that were typed, with their addresses
 * @param leftOut kinds of scans in it that do not tell which ports are open
 */
public record NmapSummary(
        byte[] digest,
        AddressSet addresses,
        PortSet tcp,
        PortSet udp,
        Method method,
        long startedMs,
        long endedMs,
        Map<String, List<Address>> names,
        Set<String> leftOut) {

    /** Gets the hosts of a report. */
    public interface Hosts {
        /**
         * One that has an address.
         *
         * @param tcp ports that the report says were covered; empty: none, or it does not say
         */
        void take(NmapHost host, Address address, PortSet tcp, PortSet udp);
    }

    /** Gathers it while the report is read. */
    static final class Gathering implements NmapReader.Visitor {
        private static final int MOST_NAMES = 10_000;

        private final String file;
        private final Hosts hosts;
        private final AddressGathering addresses = new AddressGathering();
        private final Map<String, List<Address>> names = new LinkedHashMap<>();
        private final Set<String> leftOut = new TreeSet<>();
        private PortSet tcp = PortSet.EMPTY;
        private PortSet udp = PortSet.EMPTY;
        private Method method = Method.CONNECT;
        private long startedMs = Long.MAX_VALUE;
        private long endedMs;
        private boolean hostsCame;

        Gathering(String file, Hosts hosts) {
            this.file = file;
            this.hosts = hosts;
        }

        @Override
        public void time(long millis) {
            startedMs = Math.min(startedMs, millis);
            endedMs = Math.max(endedMs, millis);
        }

        @Override
        public void covered(String type, String protocol, PortSet ports) {
            if (hostsCame) {
                throw Failure.usage(file + " says what was covered behind its first host, which no report of nmap's does");
            }
            switch (type + " " + protocol) {
                case "connect tcp" -> tcp = tcp.union(ports);
                case "syn tcp" -> {
                    tcp = tcp.union(ports);
                    method = Method.SYN;
                }
                case "udp udp" -> udp = udp.union(ports);
                default -> leftOut.add(type + " of " + protocol);
            }
        }

        @Override
        public void host(NmapHost host) {
            if (!hostsCame && tcp.isEmpty() && udp.isEmpty() && !leftOut.isEmpty()) {
                throw Failure.usage(file + " is a scan by " + String.join(", ", leftOut)
                        + "; only connect, syn and udp scans tell which ports are open");
            }
            hostsCame = true;
            host.address().ifPresent(address -> {
                addresses.add(address);
                if (names.size() < MOST_NAMES) {
                    host.names().forEach(name -> names.put(name, List.of(address)));
                }
                hosts.take(host, address, tcp, udp);
            });
            if (host.observedMs() > 0) {
                time(host.observedMs());
            }
        }

        NmapSummary summary(byte[] digest) {
            AddressSet all = addresses.set();
            addresses.repeated().ifPresent(address -> {
                throw Failure.usage(file + " has host " + address + " more than once; an import takes each host once");
            });
            if (all.isEmpty()) {
                throw Failure.usage(file + " has no host: there is nothing to import");
            }
            return new NmapSummary(
                    digest, all, tcp, udp, method, startedMs == Long.MAX_VALUE ? 0 : startedMs, endedMs, names, leftOut);
        }
    }
}
