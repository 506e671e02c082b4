package dev.scanctl.agent.linux.connect;

import dev.scanctl.agent.linux.EphemeralPorts;
import dev.scanctl.agent.linux.EpollEvents;
import dev.scanctl.agent.linux.Errno;
import dev.scanctl.agent.linux.IcmpRejection;
import dev.scanctl.agent.linux.Links;
import dev.scanctl.agent.linux.Netlink;
import dev.scanctl.agent.linux.OwnAddresses;
import dev.scanctl.agent.linux.SystemCallFailed;
import dev.scanctl.agent.linux.verdict.ErrnoTable;
import dev.scanctl.agent.linux.verdict.Rejections;
import dev.scanctl.wire.Address;
import dev.scanctl.wire.Outcome;
import org.jspecify.annotations.Nullable;

/** Reads what a socket knows about its attempt and finds the outcome in {@link ErrnoTable}. Owned by one thread. */
final class Verdict {
    private static final int BROKEN = EpollEvents.EPOLLERR | EpollEvents.EPOLLHUP;

    private final ConnectSocket sockets;
    private final OwnAddresses own;
    private final Rejections rejections;
    private final EphemeralPorts ephemeral = EphemeralPorts.read();

    Verdict(Netlink netlink, ConnectSocket sockets, OwnAddresses own, Links links) {
        this.sockets = sockets;
        this.own = own;
        this.rejections = new Rejections(netlink, own, links);
    }

    /** After connect(2) returned at once with this errno, or with 0. */
    Outcome atOnce(int fd, int errno, Address target, int port) {
        if (errno == 0) {
            return connected(fd, target, port);
        }
        if (isOurMistake(errno)) {
            throw new SystemCallFailed("connect", errno, fd + ", " + target + ", " + port);
        }
        IcmpRejection rejection = errno == Errno.ECONNREFUSED ? sockets.takeRejection(fd) : null;
        return rejection == null ? ErrnoTable.atOnce(errno) : rejections.outcome(rejection, target);
    }

    private static boolean isOurMistake(int errno) {
        return switch (errno) {
            case Errno.EBADF, Errno.EFAULT, Errno.ENOTSOCK, Errno.EISCONN, Errno.EALREADY -> true;
            default -> false;
        };
    }

    /** After epoll told these events; null: the attempt has not ended. */
    @Nullable Outcome whenReady(int fd, int events, Address target, int port) {
        if ((events & BROKEN) == 0) {
            return connected(fd, target, port);
        }
        int errno = sockets.takeError(fd);
        return errno == 0 ? withoutError(fd, events, target, port) : withError(fd, errno, target);
    }

    private Outcome withError(int fd, int errno, Address target) {
        if (errno == Errno.ECONNRESET || errno == Errno.EPIPE) {
            return ErrnoTable.whenReady(errno);
        }
        IcmpRejection rejection = sockets.takeRejection(fd);
        return rejection == null ? ErrnoTable.whenReady(errno) : rejections.outcome(rejection, target);
    }

    /**
     * An ICMP error that came while connect(2) still ran (a target on this machine) is in the error queue only; the kernel
     * would go on sending SYNs. An established connection that also has one is open all the same.
     */
    private @Nullable Outcome withoutError(int fd, int events, Address target, int port) {
        if ((events & EpollEvents.EPOLLOUT) != 0 && (events & EpollEvents.EPOLLHUP) == 0) {
            return connected(fd, target, port);
        }
        IcmpRejection rejection = sockets.takeRejection(fd);
        if (rejection != null) {
            return rejections.outcome(rejection, target);
        }
        return (events & EpollEvents.EPOLLHUP) == 0 ? null : ErrnoTable.whenReady(Errno.EINVAL);
    }

    private Outcome connected(int fd, Address target, int port) {
        sockets.resetOnClose(fd);
        boolean self = ephemeral.contains(port) && own.contains(target) && sockets.boundTo(fd, target, port);
        return self ? ErrnoTable.CLOSED : ErrnoTable.OPEN;
    }
}
