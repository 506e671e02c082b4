package dev.scanctl.agent.linux.syn;

import static dev.scanctl.agent.linux.SocketFilter.JUMP_EQUAL;
import static dev.scanctl.agent.linux.SocketFilter.LOAD_BYTE;
import static dev.scanctl.agent.linux.SocketFilter.LOAD_HALF;
import static dev.scanctl.agent.linux.SocketFilter.LOAD_WORD;
import static dev.scanctl.agent.linux.SocketFilter.PACKET_TYPE;
import static dev.scanctl.agent.linux.SocketFilter.RETURN;

import dev.scanctl.agent.linux.SocketFilter;
import dev.scanctl.agent.linux.SocketFilter.Instruction;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The classic BPF program (Linux Documentation/networking/filter.rst) that lets only possible answers into the ring: packets
 * to this machine that are TCP with SYN or RST to one of our source ports, or ICMP errors that quote TCP from one of them.
 * It sees packets from their IP header on.
 */
final class RingFilter {
    /** Bytes kept of a packet: two IPv4 headers with all options, an ICMP header and what is quoted of the segment. */
    static final int SNAP_BYTES = 60 + 8 + 60 + 20;

    private static final int LOAD_HALF_AT_X = 0x48;
    private static final int LOAD_BYTE_AT_X = 0x50;
    private static final int X_IS_HEADER_LENGTH = 0xb1;
    private static final int AND = 0x54;
    private static final int SHIFT_LEFT = 0x64;
    private static final int ADD_X = 0x0c;
    private static final int TO_X = 0x07;
    private static final int X_IS = 0x01;
    private static final int JUMP_GREATER = 0x25;
    private static final int JUMP_NOT_LESS = 0x35;
    private static final int JUMP_ANY_BIT = 0x45;

    /** SKF_AD_OFF + SKF_AD_PROTOCOL. */
    private static final int PROTOCOL = -0x1000;

    private static final String NEXT = "next";

    private record Line(int code, int operand, String ifTrue, String ifFalse) {}

    private final SourcePorts ports;
    private final List<Line> lines = new ArrayList<>();
    private final Map<String, Integer> labels = new HashMap<>();

    private RingFilter(SourcePorts ports) {
        this.ports = ports;
    }

    static SocketFilter of(SourcePorts ports) {
        return new SocketFilter(new RingFilter(ports).assemble());
    }

    private List<Instruction> assemble() {
        add(LOAD_WORD, PACKET_TYPE);
        jump(JUMP_EQUAL, SocketFilter.TO_THIS_MACHINE, NEXT, "drop");
        add(LOAD_WORD, PROTOCOL);
        jump(JUMP_EQUAL, 0x86dd, "v6", NEXT);
        jump(JUMP_EQUAL, 0x0800, NEXT, "drop");
        v4();
        label("v6");
        v6();
        label("drop");
        add(RETURN, 0);
        label("keep");
        add(RETURN, SNAP_BYTES);
        return resolve();
    }

    private void v4() {
        add(LOAD_HALF, 6);
        jump(JUMP_ANY_BIT, 0x1fff, "drop", NEXT);
        add(X_IS_HEADER_LENGTH, 0);
        add(LOAD_BYTE, 9);
        jump(JUMP_EQUAL, 6, "tcp", NEXT);
        jump(JUMP_EQUAL, 1, NEXT, "drop");
        add(LOAD_BYTE_AT_X, 0);
        jump(JUMP_EQUAL, 3, "quoted", NEXT);
        jump(JUMP_EQUAL, 11, "quoted", NEXT);
        jump(JUMP_EQUAL, 12, NEXT, "drop");
        label("quoted");
        add(LOAD_BYTE_AT_X, 8 + 9);
        jump(JUMP_EQUAL, 6, NEXT, "drop");
        add(LOAD_BYTE_AT_X, 8);
        add(AND, 15);
        add(SHIFT_LEFT, 2);
        add(ADD_X, 0);
        add(TO_X, 0);
        add(LOAD_HALF_AT_X, 8);
        keepIfOurPort();
        label("tcp");
        add(LOAD_BYTE_AT_X, 13);
        jump(JUMP_ANY_BIT, 0x06, NEXT, "drop");
        add(LOAD_HALF_AT_X, 2);
        keepIfOurPort();
    }

    private void v6() {
        add(LOAD_BYTE, 6);
        jump(JUMP_EQUAL, 58, "icmp6", NEXT);
        add(X_IS, 40);
        jump(JUMP_EQUAL, 6, "tcp6", "drop");
        label("icmp6");
        add(LOAD_BYTE, 40);
        jump(JUMP_GREATER, 4, "drop", NEXT);
        add(LOAD_BYTE, 48 + 6);
        jump(JUMP_EQUAL, 6, NEXT, "drop");
        add(LOAD_HALF, 48 + 40);
        keepIfOurPort();
        label("tcp6");
        add(LOAD_BYTE_AT_X, 13);
        jump(JUMP_ANY_BIT, 0x06, NEXT, "drop");
        add(LOAD_HALF_AT_X, 2);
        keepIfOurPort();
        label("drop");
    }

    private void keepIfOurPort() {
        jump(JUMP_NOT_LESS, ports.first(), NEXT, "drop");
        jump(JUMP_GREATER, ports.last(), "drop", "keep");
    }

    private void add(int code, int operand) {
        lines.add(new Line(code, operand, NEXT, NEXT));
    }

    private void jump(int code, int operand, String ifTrue, String ifFalse) {
        lines.add(new Line(code, operand, ifTrue, ifFalse));
    }

    private void label(String name) {
        labels.put(name, lines.size());
    }

    private List<Instruction> resolve() {
        List<Instruction> program = new ArrayList<>();
        for (int at = 0; at < lines.size(); at++) {
            Line line = lines.get(at);
            program.add(new Instruction(
                    line.code(), distance(at, line.ifTrue()), distance(at, line.ifFalse()), line.operand()));
        }
        return program;
    }

    private int distance(int at, String label) {
        return label.equals(NEXT) ? 0 : labels.getOrDefault(label, at) - at - 1;
    }
}
