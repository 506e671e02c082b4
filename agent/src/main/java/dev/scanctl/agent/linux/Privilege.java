package dev.scanctl.agent.linux;

import java.util.Optional;

/** Whether this process may use packet sockets in the calling thread's network namespace. */
public final class Privilege {
    private static final int AF_PACKET = 17;
    private static final int SOCK_DGRAM_CLOEXEC = 2 | 0x80000;

    private Privilege() {}

    /**
     * What is missing and how to get it, in one sentence; empty: nothing.
     *
     * @param probing what needs it, such as "SYN probing"
     */
    public static Optional<String> missing(String probing, SystemCalls calls) {
        int fd = calls.socket(AF_PACKET, SOCK_DGRAM_CLOEXEC, 0);
        if (fd >= 0) {
            calls.close(fd);
            return Optional.empty();
        }
        return Optional.of(why(probing, -fd));
    }

    static String why(String probing, int errno) {
        return errno == Errno.EPERM || errno == Errno.EACCES
                ? probing + " needs the capability CAP_NET_RAW; run the agent as root, with"
                        + " AmbientCapabilities=CAP_NET_RAW in its systemd unit, or after setcap cap_net_raw+ep on a"
                        + " java of its own"
                : probing + " needs packet sockets, which this kernel refuses with " + Errno.name(errno)
                        + "; use connect probing";
    }
}
