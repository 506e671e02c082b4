package dev.scanctl.cli.client;

import dev.scanctl.cli.exit.Failure;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;

/** Where a coordinator is reached. {@code toString} is what people are shown. */
public sealed interface Endpoint {

    SocketAddress address();

    /**
     * @param host numeric address without brackets, or host name
     * @param port 1 to 65535
     */
    record Tcp(String host, int port) implements Endpoint {
        /** The port a coordinator listens on unless told otherwise. */
        public static final int DEFAULT_PORT = 7600;

        /** From {@code HOST[:PORT]}, an IPv6 address in brackets where a port follows. */
        public static Tcp parse(String text) {
            String host = text;
            int port = DEFAULT_PORT;
            int colon = text.lastIndexOf(':');
            boolean bareV6 = text.indexOf(':') != colon && !text.startsWith("[");
            if (colon >= 0 && !bareV6 && !text.endsWith("]")) {
                host = text.substring(0, colon);
                port = port(text, text.substring(colon + 1));
            }
            if (host.startsWith("[") && host.endsWith("]")) {
                host = host.substring(1, host.length() - 1);
            }
            if (host.isEmpty() || !host.matches("[A-Za-z0-9._:%-]+")) {
                throw malformed(text);
            }
            return new Tcp(host, port);
        }

        private static int port(String text, String digits) {
            int port = digits.matches("[0-9]{1,5}") ? Integer.parseInt(digits) : 0;
            if (port < 1 || port > 65_535) {
                throw malformed(text);
            }
            return port;
        }

        private static Failure malformed(String text) {
            return Failure.usage("the coordinator is named as HOST:PORT, such as 127.0.0.1:7600 or [::1]:7600, not '"
                    + text + "'");
        }

        @Override
        public SocketAddress address() {
            return new InetSocketAddress(host, port);
        }

        @Override
        public String toString() {
            return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
        }
    }

    /** The socket of another process of the same user. */
    record UnixSocket(Path path) implements Endpoint {
        @Override
        public SocketAddress address() {
            return UnixDomainSocketAddress.of(path);
        }

        @Override
        public String toString() {
            return path.toString();
        }
    }
}
