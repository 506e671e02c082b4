package dev.scanctl.agent;

import dev.scanctl.wire.Address;
import dev.scanctl.wire.HostPort;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

/** Where the coordinator is, by the name service of now and then; what it said last counts while it is silent. Owned by one thread. */
final class CoordinatorAddresses implements Supplier<List<Address>> {
    private static final long FRESH_NANOS = Duration.ofMinutes(1).toNanos();

    private final HostPort coordinator;
    private List<Address> known = List.of();
    private long askedNanos = System.nanoTime() - FRESH_NANOS;

    CoordinatorAddresses(HostPort coordinator) {
        this.coordinator = coordinator;
    }

    @Override
    public List<Address> get() {
        if (System.nanoTime() - askedNanos >= FRESH_NANOS) {
            askedNanos = System.nanoTime();
            try {
                known = Arrays.stream(InetAddress.getAllByName(coordinator.host()))
                        .map(InetAddress::getAddress)
                        .map(Address::of)
                        .sorted()
                        .toList();
            } catch (UnknownHostException e) {
                // Asked again in a minute.
            }
        }
        return known;
    }
}
