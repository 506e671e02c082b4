package dev.scanctl.agent.contract;

import dev.scanctl.agent.probe.LinkLocal;
import dev.scanctl.agent.probe.Replies;
import dev.scanctl.agent.probe.Transport;
import dev.scanctl.wire.Address;
import dev.scanctl.wire.Outcome;
import dev.scanctl.wire.PortState;
import dev.scanctl.wire.Reason;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/** Drives a transport without an engine: enough of a loop to hear what it says. */
public final class Probing {
    private static final Outcome NO_DESCRIPTOR = Outcome.of(PortState.UNKNOWN, Reason.LOCAL_DESCRIPTORS);

    private Probing() {}

    /** An address as transports take it, from its text with or without a zone of the calling thread's namespace. */
    public static Address address(String text) throws SocketException {
        int percent = text.indexOf('%');
        return percent < 0
                ? Address.parse(text)
                : LinkLocal.on(
                        Address.parse(text.substring(0, percent)),
                        NetworkInterface.getByName(text.substring(percent + 1)).getIndex());
    }

    /** The same for a socket of Java's, whose own look-up of a zone sees the namespace of the process only. */
    public static InetAddress inetAddress(String text) throws IOException {
        Address address = address(text);
        return LinkLocal.is(address)
                ? Inet6Address.getByAddress(null, LinkLocal.onWire(address).toBytes(), LinkLocal.link(address))
                : address.toInetAddress();
    }

    /** Sends one attempt and waits for its reply; empty: none came in this time, and the attempt was abandoned. */
    public static Optional<Outcome> once(Transport transport, Address target, int port, Duration patience) {
        Map<Integer, Outcome> heard = new HashMap<>();
        transport.send(1, target, port, heard::put);
        pollUntil(transport, heard::put, () -> !heard.isEmpty(), patience);
        transport.abandon(1);
        return Optional.ofNullable(heard.get(1));
    }

    /**
     * Probes all ports with no more in flight than the transport's capacity; sends again where a descriptor was missing.
     *
     * @return what was heard in this time, by port
     */
    public static Map<Integer, Outcome> all(
            Transport transport, Address target, Collection<Integer> ports, Duration patience) {
        Map<Integer, Outcome> heard = new TreeMap<>();
        Deque<Integer> waiting = new ArrayDeque<>(ports);
        int[] inFlight = {0};
        Replies replies = (port, outcome) -> {
            inFlight[0]--;
            if (outcome == NO_DESCRIPTOR) {
                waiting.add(port);
            } else {
                heard.put(port, outcome);
            }
        };
        long deadline = System.nanoTime() + patience.toNanos();
        while (heard.size() < ports.size() && System.nanoTime() < deadline) {
            for (int n = transport.capacity() - inFlight[0]; n > 0 && !waiting.isEmpty(); n--) {
                int port = waiting.remove();
                inFlight[0]++;
                transport.send(port, target, port, replies);
            }
            transport.poll(10_000_000, replies);
        }
        return heard;
    }

    /** Polls until the condition holds or the time is over. */
    public static void pollUntil(
            Transport transport, Replies replies, BooleanSupplier done, Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        for (long left = patience.toNanos(); left > 0 && !done.getAsBoolean(); left = deadline - System.nanoTime()) {
            transport.poll(left, replies);
        }
    }
}
