package dev.scanctl.agent.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Arrays;

/**
 * The C library functions of this package as method handles. Those that capture errno take the memory for it as their
 * first argument. Calls that never wait are bound as critical, which spares the change of thread state: a safepoint
 * then waits for the call, some microseconds.
 */
final class Libc {
    private static final Linker LINKER = Linker.nativeLinker();
    private static final Linker.Option ERRNO = Linker.Option.captureCallState("errno");
    private static final Linker.Option QUICK = Linker.Option.critical(false);

    static final MethodHandle SOCKET = bind("socket", of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT), ERRNO, QUICK);
    static final MethodHandle CONNECT = bind("connect", of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT), ERRNO, QUICK);
    static final MethodHandle CLOSE = bind("close", of(JAVA_INT, JAVA_INT), ERRNO, QUICK);
    static final MethodHandle SHUTDOWN = bind("shutdown", of(JAVA_INT, JAVA_INT, JAVA_INT), ERRNO, QUICK);
    static final MethodHandle SETSOCKOPT =
            bind("setsockopt", of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT), ERRNO, QUICK);
    static final MethodHandle GETSOCKOPT =
            bind("getsockopt", of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS), ERRNO, QUICK);
    static final MethodHandle GETSOCKNAME =
            bind("getsockname", of(JAVA_INT, JAVA_INT, ADDRESS, ADDRESS), ERRNO, QUICK);
    static final MethodHandle RECVMSG = bind("recvmsg", of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT), ERRNO, QUICK);
    static final MethodHandle SEND = bind("send", of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT), ERRNO, QUICK);
    static final MethodHandle RECV = bind("recv", of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT), ERRNO, QUICK);
    static final MethodHandle BIND = bind("bind", of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT), ERRNO, QUICK);
    static final MethodHandle SENDTO = bind(
            "sendto", of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT), ERRNO, QUICK);
    static final MethodHandle RECVFROM = bind(
            "recvfrom", of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS, ADDRESS), ERRNO, QUICK);
    static final MethodHandle READ = bind("read", of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG), ERRNO, QUICK);
    static final MethodHandle EVENTFD = bind("eventfd", of(JAVA_INT, JAVA_INT, JAVA_INT), ERRNO, QUICK);
    static final MethodHandle EVENTFD_WRITE = bind("eventfd_write", of(JAVA_INT, JAVA_INT, JAVA_LONG), QUICK);
    static final MethodHandle EPOLL_CREATE1 = bind("epoll_create1", of(JAVA_INT, JAVA_INT), ERRNO, QUICK);
    static final MethodHandle EPOLL_CTL =
            bind("epoll_ctl", of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS), ERRNO, QUICK);
    static final MethodHandle EPOLL_WAIT = bind("epoll_wait", of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT), ERRNO);
    static final MethodHandle EPOLL_LOOK =
            bind("epoll_wait", of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT), ERRNO, QUICK);
    static final MethodHandle GETRLIMIT = bind("getrlimit", of(JAVA_INT, JAVA_INT, ADDRESS), ERRNO, QUICK);
    static final MethodHandle SETRLIMIT = bind("setrlimit", of(JAVA_INT, JAVA_INT, ADDRESS), ERRNO, QUICK);
    static final MethodHandle SETPRIORITY = bind("setpriority", of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT), ERRNO, QUICK);
    static final MethodHandle SENDMMSG =
            bind("sendmmsg", of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT), ERRNO, QUICK);
    static final MethodHandle MMAP =
            bind("mmap", of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG), ERRNO);
    static final MethodHandle MUNMAP = bind("munmap", of(JAVA_INT, JAVA_LONG, JAVA_LONG), ERRNO);
    static final MethodHandle CLOCK_GETTIME = bind("clock_gettime", of(JAVA_INT, JAVA_INT, ADDRESS), QUICK);

    /** Where errno stands in the memory for captured state. */
    static final long ERRNO_OFFSET =
            Linker.Option.captureStateLayout().byteOffset(MemoryLayout.PathElement.groupElement("errno"));

    private Libc() {}

    private static FunctionDescriptor of(ValueLayout result, ValueLayout... arguments) {
        return FunctionDescriptor.of(result, Arrays.copyOf(arguments, arguments.length, MemoryLayout[].class));
    }

    private static MethodHandle bind(String name, FunctionDescriptor descriptor, Linker.Option... options) {
        return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), descriptor, options);
    }

    /** What a downcall that throws means: handles of this class throw nothing when given what they declare. */
    static AssertionError broken(String call, Throwable cause) {
        return new AssertionError("the binding of " + call + " does not fit", cause);
    }
}
