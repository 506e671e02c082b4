package dev.scanctl.agent.linux.syn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.scanctl.agent.linux.Errno;
import dev.scanctl.agent.linux.SockAddr;
import dev.scanctl.agent.linux.SystemCalls;
import dev.scanctl.wire.Address;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Over UDP sockets of the loopback: what is sent is the same bytes, and what a socket refuses comes back. */
class SocketLaneTest {
    private static final Address LOOPBACK = Address.parse("127.0.0.1");

    private final SystemCalls calls = new SystemCalls();
    private final List<String> refused = new ArrayList<>();

    @BeforeEach
    void supported() {
        assumeTrue(System.getProperty("os.name").equals("Linux"), "sendmmsg needs Linux");
    }

    private SocketLane.Naming naming(int receiverPort) {
        return new SocketLane.Naming() {
            @Override
            public int bytes() {
                return 16;
            }

            @Override
            public void write(MemorySegment names, long at, Route route, Address target) {
                // The port 0 cannot be sent to.
                new SockAddr(names.asSlice(at, SockAddr.BYTES)).set(LOOPBACK, target.low() == 0 ? 0 : receiverPort);
            }
        };
    }

    private static void add(Lane lane, int slot, String target) {
        Address address = Address.parse(target);
        SockAddr local = new SockAddr(Arena.ofAuto().allocate(SockAddr.BYTES, 8));
        local.set(address.v6() ? Address.parse("::1") : LOOPBACK, 0);
        Route route = new Route();
        route.set(address, local);
        lane.add(slot, route, address, 16_384 + slot, 80, slot);
    }

    private int receiver(SockAddr name) {
        int fd = calls.socket(SockAddr.AF_INET, 2 | 0x800, 0);
        name.set(LOOPBACK, 0);
        assertThat(calls.bind(fd, name.memory(), 16)).isZero();
        MemorySegment length = Arena.ofAuto().allocate(4, 4);
        length.set(java.lang.foreign.ValueLayout.JAVA_INT, 0, SockAddr.BYTES);
        assertThat(calls.getsockname(fd, name.memory(), length)).isZero();
        return fd;
    }

    @Test
    void whatASocketDoesNotTakeIsToldAndTheRestIsSent() {
        SockAddr name = new SockAddr(Arena.ofAuto().allocate(SockAddr.BYTES, 8));
        int receiver = receiver(name);
        try (Lane lane = new SocketLane(calls, new Sockets(() -> calls.socket(SockAddr.AF_INET, 2, 0), 1), naming(name.port()))) {
            String[] targets = {"192.0.2.1", "0.0.0.0", "2001:db8::1", "192.0.2.2", "0.0.0.0"};
            for (int slot = 0; slot < targets.length; slot++) {
                add(lane, slot, targets[slot]);
            }
            lane.remove(0);
            lane.remove(99);
            lane.flush((slot, errno, _) -> refused.add(slot + " " + Errno.name(errno)));

            assertThat(refused).containsExactlyInAnyOrder("1 EINVAL", "4 EINVAL");
            assertThat(received(receiver)).containsExactlyInAnyOrder("64 bytes of slot 2", "44 bytes of slot 3");
        } finally {
            calls.close(receiver);
        }
    }

    private List<String> received(int receiver) {
        MemorySegment packet = Arena.ofAuto().allocate(128, 8);
        List<String> received = new ArrayList<>();
        for (long length; (length = calls.recv(receiver, packet, 0)) > 0; ) {
            int slot = packet.get(SynPacket.NET_INT, length - SynPacket.SEGMENT + 4);
            received.add(length + " bytes of slot " + slot);
        }
        return received;
    }

    @ParameterizedTest
    @CsvSource({"11, EAGAIN", "97, EAFNOSUPPORT"})
    void socketThatTakesNothingRefusesAll(int errno, String name) {
        try (Lane lane = new SocketLane(calls, new Sockets(() -> -errno, 3), naming(0))) {
            for (int slot = 0; slot < Lane.PLACES; slot++) {
                assertThat(lane.isFull()).isFalse();
                add(lane, slot, "192.0.2.1");
            }
            assertThat(lane.isFull()).isTrue();
            lane.flush((slot, why, _) -> refused.add(slot + " " + Errno.name(why)));
        }

        assertThat(refused).hasSize(Lane.PLACES).doesNotHaveDuplicates().allMatch(each -> each.endsWith(" " + name));
    }

    @Test
    void fullSocketIsFollowedByAnotherUntilAllAreFull() {
        int[] next = {10};
        Sockets sockets = new Sockets(() -> next[0]++, 3);
        List<Integer> used = new ArrayList<>(List.of(sockets.current()));
        while (sockets.goOn()) {
            used.add(sockets.current());
        }

        assertThat(used).containsExactly(10, 11, 12);
        sockets.took();
        used.clear();
        while (sockets.goOn()) {
            used.add(sockets.current());
        }
        assertThat(used).hasSize(2).doesNotHaveDuplicates();
        List<Integer> closed = new ArrayList<>();
        sockets.close(closed::add);
        assertThat(closed).containsExactly(10, 11, 12);
    }
}
