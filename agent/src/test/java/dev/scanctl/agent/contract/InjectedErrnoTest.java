package dev.scanctl.agent.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scanctl.agent.linux.Errno;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What every error that the kernel may give becomes, for the whole way from the system call to the outcome. */
@Timeout(60)
class InjectedErrnoTest {
    private static final String PROBE = "probe " + TestNetwork.TARGET + " 23 20000";
    /** {@link Errno#ETIMEDOUT} is the kernel's word for no answer, which is the engine's to tell. */
    private static final String SHORT_PROBE = "probe " + TestNetwork.TARGET + " 23 300";

    private static @Nullable TestNetwork network;
    private static @Nullable FaultyChild child;

    @BeforeAll
    static void start() throws Exception {
        TestNetwork.assumePossible();
        FaultyChild.assumePossible();
        network = TestNetwork.create();
        child = new FaultyChild(network.scanner());
    }

    @AfterAll
    static void end() throws Exception {
        if (child != null) {
            child.close();
        }
        if (network != null) {
            network.close();
        }
    }

    private static FaultyChild opened(String method) throws Exception {
        FaultyChild opened = Objects.requireNonNull(child);
        assertThat(opened.request("open " + method)).isEqualTo("opened");
        return opened;
    }

    @ParameterizedTest
    @CsvSource({
        "socket, EMFILE, unknown/local-descriptors",
        "socket, ENFILE, unknown/local-descriptors",
        "socket, ENOMEM, unknown/local-buffers",
        "socket, ENOBUFS, unknown/local-buffers",
        "connect, EHOSTUNREACH, unknown/local-route",
        "connect, ENETUNREACH, unknown/local-route",
        "connect, EACCES, unknown/local-route",
        "connect, EINVAL, unknown/local-route",
        "connect, EPERM, unknown/local-firewall",
        "connect, EADDRNOTAVAIL, unknown/local-ports",
        "connect, EADDRINUSE, unknown/local-ports",
        "connect, EAGAIN, unknown/local-ports",
        "connect, ENOBUFS, unknown/local-buffers",
        "connect, ENOMEM, unknown/local-buffers",
        "connect, ECONNABORTED, unknown/local-link",
        "connect, ENETRESET, unknown/local-link",
        "connect, ENETDOWN, unknown/local-link",
        "connect, ETIMEDOUT, unknown/local-other",
        "connect, ECONNREFUSED, closed/conn-refused",
        "epoll_ctl, ENOSPC, unknown/local-buffers",
        "epoll_ctl, ENOMEM, unknown/local-buffers"
    })
    void errorThatConnectingReturnsAtOnce(String call, String errno, String outcome) throws Exception {
        assertThat(opened("connect").request(PROBE, call + ":error=" + errno)).isEqualTo(outcome);
    }

    /** A closed port makes the socket ready; strace changes what SO_ERROR then says. */
    @ParameterizedTest
    @CsvSource({
        "ECONNREFUSED, closed/conn-refused",
        "ECONNRESET, open/reset-after-accept",
        "EPIPE, open/reset-after-accept",
        "ETIMEDOUT, silence",
        "EHOSTUNREACH, filtered/host-unreach",
        "ENETUNREACH, filtered/net-unreach",
        "EACCES, filtered/admin-prohibited",
        "EHOSTDOWN, filtered/host-unknown",
        "ENONET, filtered/host-isolated",
        "ENOPROTOOPT, filtered/proto-unreach",
        "EPROTO, filtered/param-problem",
        "EMSGSIZE, filtered/frag-needed",
        "EOPNOTSUPP, filtered/source-route",
        "EPERM, unknown/local-firewall",
        "EADDRNOTAVAIL, unknown/local-ports",
        "ENOBUFS, unknown/local-buffers",
        "ENOMEM, unknown/local-buffers",
        "ECONNABORTED, unknown/local-link",
        "ENETRESET, unknown/local-link",
        "ENETDOWN, unknown/local-link",
        "EINVAL, unknown/local-other"
    })
    void errorOfAReadySocket(String name, String outcome) throws Exception {
        int errno = Errno.class.getField(name).getInt(null);
        String poke = String.format("getsockopt:poke_exit=@arg4=%02x000000", errno);

        assertThat(opened("connect").request(outcome.equals("silence") ? SHORT_PROBE : PROBE, poke))
                .isEqualTo(outcome);
    }

    @ParameterizedTest
    @CsvSource({
        "sendmmsg, EPERM, unknown/local-firewall",
        "sendmmsg, EAGAIN, unknown/local-buffers",
        "sendmmsg, ENOBUFS, unknown/local-buffers",
        "sendmmsg, ENOMEM, unknown/local-buffers",
        "sendmmsg, ENETDOWN, unknown/local-link",
        "sendmmsg, ENXIO, unknown/local-link",
        "sendmmsg, ENETUNREACH, unknown/local-route",
        "sendmmsg, EHOSTUNREACH, unknown/local-route",
        "sendmmsg, EACCES, unknown/local-route",
        "sendmmsg, EINVAL, unknown/local-route",
        "sendmmsg, ECONNREFUSED, unknown/local-other",
        "connect, ENETUNREACH, unknown/local-route",
        "connect, EHOSTUNREACH, unknown/local-route",
        "connect, EACCES, unknown/local-route",
        "connect, EADDRNOTAVAIL, unknown/local-ports"
    })
    void errorOfASynProbeThatWasNotSent(String call, String errno, String outcome) throws Exception {
        assertThat(opened("syn").request(PROBE, call + ":error=" + errno)).isEqualTo(outcome);
    }

    @ParameterizedTest
    @CsvSource({
        "sendto, EPERM, unknown/local-firewall",
        "sendto, EAGAIN, unknown/local-buffers",
        "sendto, ENOBUFS, unknown/local-buffers",
        "sendto, ENOMEM, unknown/local-buffers",
        "sendto, ENETDOWN, unknown/local-link",
        "sendto, ENETUNREACH, unknown/local-route",
        "sendto, EHOSTUNREACH, unknown/local-route",
        "sendto, EACCES, unknown/local-route",
        "sendto, EINVAL, unknown/local-route",
        "sendto, ECONNREFUSED, unknown/local-other",
        "bind, EADDRINUSE, unknown/local-ports",
        "socket, EMFILE, unknown/local-descriptors",
        "socket, ENOMEM, unknown/local-buffers"
    })
    void errorOfAUdpProbeThatWasNotSent(String call, String errno, String outcome) throws Exception {
        assertThat(opened("udp").request(PROBE, call + ":error=" + errno)).isEqualTo(outcome);
    }

    /** It is of an earlier datagram to somebody else. */
    @ParameterizedTest
    @CsvSource({"ECONNREFUSED", "EHOSTUNREACH"})
    void errorThatWaitedOnAUdpSocketKeepsNothingFromBeingSent(String errno) throws Exception {
        assertThat(opened("udp").request(PROBE, "sendto:error=" + errno + ":when=1"))
                .isEqualTo("closed/port-unreach");
    }

    @Test
    void rawSocketThatIsRefusedIsSaidAndNothingElseTried() throws Exception {
        FaultyChild faulty = Objects.requireNonNull(child);

        assertThat(faulty.request("open syn", "socket:error=EPERM")).startsWith("refused: ").contains("CAP_NET_RAW");
        assertThat(faulty.request("open connect")).isEqualTo("opened");
        assertThat(faulty.request(PROBE)).as("nothing is injected any more").isEqualTo("closed/conn-refused");
    }
}
