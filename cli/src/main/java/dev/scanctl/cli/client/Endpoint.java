package dev.scanctl.cli.client;

import dev.scanctl.cli.exit.Failure;
import dev.scanctl.wire.HostPort;
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
            try {
                HostPort place = HostPort.parse(text, DEFAULT_PORT);
                return new Tcp(place.host(), place.port());
            } catch (IllegalArgumentException e) {
                throw Failure.usage("no coordinator can be reached at that place: " + e.getMessage());
            }
        }

        @Override
        public SocketAddress address() {
            return new InetSocketAddress(host, port);
        }

        @Override
        public String toString() {
            return new HostPort(host, port).toString();
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
