package dev.scanctl.coordinator.audit;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.scanctl.wire.AuditHead;
import dev.scanctl.wire.HostPort;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.function.Consumer;

/**
 * Sends the head of the log elsewhere, at most once a second: to a file, a line each, or to a syslog server by UDP
 * (RFC 5424 over RFC 5426, facility 13 "log audit", severity informational). Runs on the log's thread.
 */
public final class HeadKeeper implements Consumer<AuditHead> {
    private static final long EVERY_MILLIS = 1_000;
    private static final int SYSLOG_PORT = 514;
    private static final int AUDIT_INFORMATIONAL = 13 * 8 + 6;
    private static final String SYSLOG = "syslog:";
    private static final Logger LOG = System.getLogger(HeadKeeper.class.getName());

    private final Place place;
    private final InstantSource clock;
    private long sentMs = Long.MIN_VALUE / 2;
    private boolean failing;

    private HeadKeeper(Place place, InstantSource clock) {
        this.place = place;
        this.clock = clock;
    }

    private interface Place {
        void put(AuditHead head, long atMs) throws IOException;
    }

    /**
     * @param where {@code syslog:HOST[:PORT]} or the path of a file
     * @throws IllegalArgumentException if it is neither
     */
    public static HeadKeeper to(String where, InstantSource clock) {
        if (!where.startsWith(SYSLOG)) {
            Path file = Path.of(where);
            return new HeadKeeper((head, atMs) -> toFile(file, head, atMs), clock);
        }
        HostPort server = HostPort.parse(where.substring(SYSLOG.length()), SYSLOG_PORT);
        return new HeadKeeper((head, atMs) -> toSyslog(server, head, atMs), clock);
    }

    @Override
    public void accept(AuditHead head) {
        long now = clock.millis();
        if (now - sentMs < EVERY_MILLIS) {
            return;
        }
        sentMs = now;
        try {
            place.put(head, now);
            failing = false;
        } catch (IOException e) {
            if (!failing) {
                LOG.log(Level.WARNING, "The head of the audit log could not be sent elsewhere.", e);
            }
            failing = true;
        }
    }

    private static void toFile(Path file, AuditHead head, long atMs) throws IOException {
        String line = head + " " + java.time.Instant.ofEpochMilli(atMs) + "\n";
        Files.writeString(file, line, UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private static void toSyslog(HostPort server, AuditHead head, long atMs) throws IOException {
        String message = "<" + AUDIT_INFORMATIONAL + ">1 " + java.time.Instant.ofEpochMilli(atMs)
                + " - scan-coordinator - audit-head - " + head;
        byte[] bytes = message.getBytes(UTF_8);
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.send(new DatagramPacket(bytes, bytes.length, InetAddress.getByName(server.host()), server.port()));
        }
    }
}
