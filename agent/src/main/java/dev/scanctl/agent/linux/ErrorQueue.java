package dev.scanctl.agent.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * Reads a socket's error queue (ip(7), IP_RECVERR): an ICMP error leaves its origin, type, code and sender there, a
 * reset leaves nothing. Owned by one thread; the buffers are used again for each call.
 */
public final class ErrorQueue {
    public static final int IPPROTO_IP = 0;
    public static final int IPPROTO_IPV6 = 41;
    public static final int IP_RECVERR = 11;
    public static final int IPV6_RECVERR = 25;

    private static final int MSG_DONTWAIT = 0x40;
    private static final int MSG_ERRQUEUE = 0x2000;
    private static final long CONTROL_BYTES = 512;

    private final SystemCalls calls;
    private final MemorySegment control = Arena.ofAuto().allocate(CONTROL_BYTES, 8);
    private final MsgHdr header = new MsgHdr(Arena.ofAuto().allocate(MsgHdr.BYTES, 8));

    public ErrorQueue(SystemCalls calls) {
        this.calls = calls;
    }

    /** Takes the oldest entry; null: there is none. */
    public @Nullable IcmpRejection take(int fd) {
        header.reset(control);
        return receive(fd);
    }

    /**
     * The same on a socket that sends to many.
     *
     * @param destination where what was rejected had been sent to is written here
     */
    public @Nullable IcmpRejection take(int fd, SockAddr destination) {
        header.reset(control);
        header.name(destination);
        return receive(fd);
    }

    private @Nullable IcmpRejection receive(int fd) {
        if (calls.recvmsg(fd, header.memory(), MSG_ERRQUEUE | MSG_DONTWAIT) < 0) {
            return null;
        }
        return parse(control.asSlice(0, header.controlLength()));
    }

    /** The extended error among control messages (cmsg(3)); null: none of them is one. */
    public static @Nullable IcmpRejection parse(MemorySegment control) {
        long at = 0;
        while (at + ControlMessage.HEADER_BYTES <= control.byteSize()) {
            ControlMessage message = new ControlMessage(control.asSlice(at));
            if (message.isExtendedError()) {
                return new ExtendedError(message.body()).toRejection();
            }
            if (message.length() < ControlMessage.HEADER_BYTES) {
                return null;
            }
            at += (message.length() + 7) & ~7L;
        }
        return null;
    }

    /** {@code struct msghdr} (recvmsg(2)) on a 64-bit machine, without data. */
    public record MsgHdr(MemorySegment memory) {
        static final long BYTES = 56;
        private static final long NAME = 0;
        private static final long NAME_LENGTH = 8;
        private static final long CONTROL = 32;
        private static final long CONTROL_LENGTH = 40;

        void reset(MemorySegment control) {
            memory.fill((byte) 0);
            memory.set(JAVA_LONG, CONTROL, control.address());
            memory.set(JAVA_LONG, CONTROL_LENGTH, control.byteSize());
        }

        void name(SockAddr name) {
            name.clear();
            memory.set(JAVA_LONG, NAME, name.memory().address());
            memory.set(JAVA_INT, NAME_LENGTH, SockAddr.BYTES);
        }

        long controlAddress() {
            return memory.get(JAVA_LONG, CONTROL);
        }

        long controlLength() {
            return memory.get(JAVA_LONG, CONTROL_LENGTH);
        }
    }

    /** {@code struct cmsghdr} with what follows it, on a 64-bit machine. */
    public record ControlMessage(MemorySegment memory) {
        static final long HEADER_BYTES = 16;

        /** With its header. */
        long length() {
            return memory.get(JAVA_LONG, 0);
        }

        int level() {
            return memory.get(JAVA_INT, 8);
        }

        int type() {
            return memory.get(JAVA_INT, 12);
        }

        boolean isExtendedError() {
            return length() >= HEADER_BYTES + ExtendedError.BYTES
                    && length() <= memory.byteSize()
                    && (level() == IPPROTO_IP && type() == IP_RECVERR
                            || level() == IPPROTO_IPV6 && type() == IPV6_RECVERR);
        }

        MemorySegment body() {
            return memory.asSlice(HEADER_BYTES, length() - HEADER_BYTES);
        }
    }

    /** {@code struct sock_extended_err} (ip(7)) with the offender's address after it. */
    public record ExtendedError(MemorySegment memory) {
        static final long BYTES = 16;

        int errno() {
            return memory.get(JAVA_INT, 0);
        }

        int origin() {
            return Byte.toUnsignedInt(memory.get(JAVA_BYTE, 4));
        }

        int type() {
            return Byte.toUnsignedInt(memory.get(JAVA_BYTE, 5));
        }

        int code() {
            return Byte.toUnsignedInt(memory.get(JAVA_BYTE, 6));
        }

        IcmpRejection toRejection() {
            SockAddr offender = new SockAddr(memory.asSlice(BYTES));
            boolean named = memory.byteSize() >= BYTES + 16 && offender.hasAddress();
            return new IcmpRejection(errno(), origin(), type(), code(), named ? offender.address() : null);
        }
    }
}
