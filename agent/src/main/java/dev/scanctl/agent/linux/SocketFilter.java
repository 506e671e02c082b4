package dev.scanctl.agent.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * A classic BPF program (Linux Documentation/networking/filter.rst) that the kernel runs over each packet before a socket
 * gets it: what the program returns is how many bytes are kept, 0 for none.
 *
 * @param program at most 4,096 instructions, each way through them ending in {@link #RETURN}
 */
public record SocketFilter(List<Instruction> program) {
    public static final int LOAD_WORD = 0x20;
    public static final int LOAD_HALF = 0x28;
    public static final int LOAD_BYTE = 0x30;
    public static final int JUMP_EQUAL = 0x15;
    public static final int RETURN = 0x06;

    /** SKF_AD_OFF + SKF_AD_PKTTYPE, a word that can be loaded: {@link #TO_THIS_MACHINE}, or to others. */
    public static final int PACKET_TYPE = -0x1000 + 4;

    public static final int TO_THIS_MACHINE = 0;

    private static final int SOL_SOCKET = 1;
    private static final int SO_ATTACH_FILTER = 26;

    public SocketFilter {
        program = List.copyOf(program);
    }

    /**
     * One instruction.
     *
     * @param code what to do
     * @param ifTrue instructions to leave out, 0 to 255
     * @param ifFalse the same, where the condition does not hold
     */
    public record Instruction(int code, int ifTrue, int ifFalse, int operand) {}

    /** From now on the socket hears only what passes; what it heard before stays. */
    public void attach(SystemCalls calls, int fd) {
        try (Arena arena = Arena.ofConfined()) {
            int result = calls.setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, memory(arena));
            SystemCallFailed.check(result, "setsockopt", fd + ", SO_ATTACH_FILTER");
        }
    }

    /** {@code struct sock_fprog} with its {@code struct sock_filter}s. */
    private MemorySegment memory(Arena arena) {
        MemorySegment instructions = arena.allocate(8L * program.size(), 8);
        for (int i = 0; i < program.size(); i++) {
            Instruction each = program.get(i);
            instructions.set(JAVA_SHORT, 8L * i, (short) each.code());
            instructions.set(JAVA_BYTE, 8L * i + 2, (byte) each.ifTrue());
            instructions.set(JAVA_BYTE, 8L * i + 3, (byte) each.ifFalse());
            instructions.set(JAVA_INT, 8L * i + 4, each.operand());
        }
        MemorySegment memory = arena.allocate(16, 8);
        memory.set(JAVA_SHORT, 0, (short) program.size());
        memory.set(ADDRESS, 8, instructions);
        return memory;
    }
}
