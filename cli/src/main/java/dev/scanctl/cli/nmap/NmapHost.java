package dev.scanctl.cli.nmap;

import dev.scanctl.wire.Address;
import dev.scanctl.wire.Outcome;
import dev.scanctl.wire.Protocol;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A host of a report, as it is read. */
public final class NmapHost {
    private final long observedMs;
    private final boolean timedOut;
    private final List<String> names = new ArrayList<>();
    private final List<Listed> listed = new ArrayList<>();
    private final List<Extra> extras = new ArrayList<>();
    private @Nullable Address address;
    private String state = "up";
    private Optional<Protocol> protocol = Optional.empty();
    private int port;

    /** A port that stands by itself. */
    record Listed(Protocol protocol, int port, String state, String reason) {
        Outcome outcome() {
            return NmapWords.outcome(protocol, state, reason);
        }
    }

    /** Ports of one state that were counted. */
    record Extra(String state, long count, List<Why> reasons) {}

    /**
     * Some of them, alike.
     *
     * @param protocol empty: not told, or none of ours
     * @param ports empty: not told
     */
    record Why(String reason, Optional<Protocol> protocol, PortList ports) {}

    NmapHost(long observedMs, boolean timedOut) {
        this.observedMs = observedMs;
        this.timedOut = timedOut;
    }

    void state(String told) {
        state = told;
    }

    void address(Address told) {
        address = told;
    }

    void name(String told) {
        names.add(told);
    }

    void extra(String told, long count) {
        extras.add(new Extra(told, count, new ArrayList<>()));
    }

    void because(String reason, Optional<Protocol> of, PortList ports) {
        if (!extras.isEmpty()) {
            extras.getLast().reasons().add(new Why(reason, of, ports));
        }
    }

    void port(Optional<Protocol> of, int number) {
        protocol = of;
        port = number;
    }

    void portState(String told, String reason) {
        protocol.ifPresent(of -> listed.add(new Listed(of, port, told, reason)));
        protocol = Optional.empty();
    }

    /** Empty: the report names none. */
    public Optional<Address> address() {
        return Optional.ofNullable(address);
    }

    /** Milliseconds since 1970; 0: not told. */
    public long observedMs() {
        return observedMs;
    }

    public boolean down() {
        return state.equals("down");
    }

    /** Ports, and ranges of ports, that the report names. */
    public int parts() {
        return listed.size()
                + extras.stream().flatMap(extra -> extra.reasons().stream()).mapToInt(why -> why.ports().size()).sum();
    }

    boolean timedOut() {
        return timedOut;
    }

    List<String> names() {
        return names;
    }

    List<Listed> listed() {
        return listed;
    }

    List<Extra> extras() {
        return extras;
    }
}
