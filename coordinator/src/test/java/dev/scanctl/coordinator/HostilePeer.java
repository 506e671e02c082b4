package dev.scanctl.coordinator;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;

/** Speaks HTTP/2 (RFC 9113) frame by frame, as no library would let it. What breaks its connection is no error of the test. */
final class HostilePeer implements AutoCloseable {
    static final int HEADERS = 1;
    static final int RST_STREAM = 3;
    static final int PING = 6;
    static final int CONTINUATION = 9;
    static final int END_HEADERS = 4;
    static final int ENHANCE_YOUR_CALM = 0xb;

    private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(US_ASCII);
    private static final int SETTINGS = 4;
    private static final int GOAWAY = 7;
    private static final int PATIENCE_MILLIS = 10_000;
    /** CANCEL, RFC 9113 section 7. */
    private static final byte[] CANCEL = {0, 0, 0, 8};

    private final Socket socket;
    private boolean broken;

    /** Connects from the given loopback address. */
    HostilePeer(String from, int port) throws IOException {
        socket = new Socket(InetAddress.getByName("127.0.0.1"), port, InetAddress.getByName(from), 0);
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.setTcpNoDelay(true);
        write(PREFACE);
        frame(SETTINGS, 0, 0, new byte[0]);
    }

    /** Whether nothing has kept it from sending so far. */
    boolean sends() {
        return !broken;
    }

    void frame(int type, int flags, int stream, byte[] payload) {
        byte[] frame = new byte[9 + payload.length];
        frame[0] = (byte) (payload.length >>> 16);
        frame[1] = (byte) (payload.length >>> 8);
        frame[2] = (byte) payload.length;
        frame[3] = (byte) type;
        frame[4] = (byte) flags;
        for (int i = 0; i < 4; i++) {
            frame[5 + i] = (byte) (stream >>> 24 - 8 * i);
        }
        System.arraycopy(payload, 0, frame, 9, payload.length);
        write(frame);
    }

    private void write(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
        } catch (IOException e) {
            broken = true;
        }
    }

    /** Opens a call and calls it off at once. */
    void callAndReset(int stream) throws IOException {
        frame(HEADERS, END_HEADERS, stream, call());
        frame(RST_STREAM, 0, stream, CANCEL);
    }

    /** The header block of a call. */
    static byte[] call() throws IOException {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        literal(block, ":method", "POST");
        literal(block, ":scheme", "http");
        literal(block, ":path", "/scan.v1.ScanService/GetServerInfo");
        literal(block, ":authority", "scanctl");
        literal(block, "content-type", "application/grpc");
        literal(block, "te", "trailers");
        return block.toByteArray();
    }

    /** A piece of a header block that says nothing. */
    static byte[] filling(int fields) throws IOException {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        for (int i = 0; i < fields; i++) {
            literal(block, "x-fill-" + i, "y".repeat(1_300));
        }
        return block.toByteArray();
    }

    /** A literal header field without indexing, new name (RFC 7541 section 6.2.2). */
    private static void literal(OutputStream out, String name, String value) throws IOException {
        out.write(0);
        string(out, name);
        string(out, value);
    }

    /** A string's length as an integer with a prefix of seven bits (RFC 7541 section 5.1), and its text. */
    private static void string(OutputStream out, String text) throws IOException {
        int left = text.length() - 127;
        out.write(Math.min(127, text.length()));
        if (left >= 0) {
            for (; left >= 128; left >>>= 7) {
                out.write(left & 127 | 128);
            }
            out.write(left);
        }
        out.write(text.getBytes(US_ASCII));
    }

    /** The error code of the GOAWAY frame that comes; −1: the connection ends without. */
    int awaitGoAway() throws IOException {
        try {
            DataInputStream in = new DataInputStream(socket.getInputStream());
            while (true) {
                int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
                int type = in.readUnsignedByte();
                in.skipNBytes(5);
                byte[] payload = in.readNBytes(length);
                if (type == GOAWAY) {
                    return payload[7] & 0xff;
                }
            }
        } catch (EOFException | SocketException e) {
            return -1;
        }
    }

    /** Whether the server says anything at all. */
    boolean isServed() throws IOException {
        try {
            return socket.getInputStream().read() >= 0;
        } catch (SocketTimeoutException | SocketException e) {
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
