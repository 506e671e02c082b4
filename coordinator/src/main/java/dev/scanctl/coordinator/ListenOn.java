package dev.scanctl.coordinator;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;

/** One place where the coordinator takes calls. {@code toString} is what people are shown. */
public sealed interface ListenOn {

    /** Whether only processes of this machine can reach it. */
    boolean local();

    /**
     * @param host numeric address or host name, never empty
     * @param port 0 to 65535; 0: any free one
     */
    record Tcp(String host, int port) implements ListenOn {
        public Tcp {
            if (host.isBlank()) {
                throw new IllegalArgumentException("the host to listen on is empty");
            }
            if (port < 0 || port > 65_535) {
                throw new IllegalArgumentException("port " + port + " is not within 0 to 65535");
            }
        }

        /** From {@code HOST:PORT}, an IPv6 address in brackets; else {@link IllegalArgumentException}. */
        public static Tcp parse(String text) {
            int colon = text.lastIndexOf(':');
            String host = colon < 0 ? "" : text.substring(0, colon);
            boolean bracketed = host.startsWith("[") && host.endsWith("]");
            if (host.isEmpty() || (!bracketed && host.indexOf(':') >= 0)) {
                throw new IllegalArgumentException(
                        "'" + text + "' is not HOST:PORT, such as 127.0.0.1:7600 or [::1]:7600");
            }
            return new Tcp(bracketed ? host.substring(1, host.length() - 1) : host, port(text, colon));
        }

        private static int port(String text, int colon) {
            try {
                return Integer.parseInt(text.substring(colon + 1));
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException("'" + text + "' does not end in a port number", e);
            }
        }

        @Override
        public boolean local() {
            try {
                return InetAddress.getByName(host).isLoopbackAddress();
            } catch (UnknownHostException e) {
                return false;
            }
        }

        @Override
        public String toString() {
            return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
        }
    }

    /** A Unix domain socket that only its owner may use (mode 0600). */
    record UnixSocket(Path path) implements ListenOn {
        @Override
        public boolean local() {
            return true;
        }

        @Override
        public String toString() {
            return "unix:" + path;
        }
    }

    /** gRPC's in-process transport under this name; nothing outside this process reaches it. */
    record InProcess(String name) implements ListenOn {
        @Override
        public boolean local() {
            return true;
        }

        @Override
        public String toString() {
            return "in-process:" + name;
        }
    }
}
