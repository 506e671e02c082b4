package dev.scanctl.coordinator.ingest;

import dev.scanctl.coordinator.store.row.OpenDetails;
import dev.scanctl.proto.v1.OpenPort;
import dev.scanctl.wire.Address;
import dev.scanctl.wire.PortState;
import dev.scanctl.wire.Runs;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How single open ports of a unit's hosts answered, put beside the runs of their hosts. */
final class OpenAnswers {
    private final Map<Address, Map<Integer, OpenPort>> byPort = new HashMap<>();
    private final int told;

    OpenAnswers(List<OpenPort> open) {
        for (OpenPort port : open) {
            Address address = Address.of(port.getAddress().toByteArray());
            byPort.computeIfAbsent(address, a -> new HashMap<>()).put(port.getPort(), port);
        }
        this.told = open.size();
    }

    /** The hosts with their details; {@link RefusedResult} if one is of a port that is not open. */
    List<HostRuns> beside(List<HostRuns> hosts) {
        if (told == 0) {
            return hosts;
        }
        List<HostRuns> detailed = new ArrayList<>(hosts.size());
        int met = 0;
        for (HostRuns host : hosts) {
            int own = met(host);
            met += own;
            detailed.add(own == 0 ? host : host.with(OpenDetails.encode(host.runs(), host.hosts().size(), new Of(host))));
        }
        if (met < told) {
            throw new RefusedResult("details of " + (told - met) + " ports that are not open in the runs");
        }
        return detailed;
    }

    private int met(HostRuns host) {
        int met = 0;
        for (long i = 0; i < host.hosts().size(); i++) {
            for (int port : byPort.getOrDefault(host.hosts().first().plus(i), Map.of()).keySet()) {
                met += open(host.runs(), port) ? 1 : 0;
            }
        }
        return met;
    }

    private static boolean open(Runs runs, int port) {
        return runs.ports().contains(port) && runs.at(port).state() == PortState.OPEN;
    }

    /** What was told of some neighbouring hosts. */
    private final class Of implements OpenDetails.Known {
        private final HostRuns hosts;

        private Of(HostRuns hosts) {
            this.hosts = hosts;
        }

        private @Nullable OpenPort at(long host, int port) {
            return byPort.getOrDefault(hosts.hosts().first().plus(host), Map.of()).get(port);
        }

        @Override
        public int rttMicros(long host, int port) {
            OpenPort detail = at(host, port);
            return detail == null ? 0 : Math.max(0, detail.getRttMicros());
        }

        @Override
        public int attempts(long host, int port) {
            OpenPort detail = at(host, port);
            return detail == null ? 0 : Math.clamp(detail.getAttempts(), 0, Short.MAX_VALUE);
        }
    }
}
