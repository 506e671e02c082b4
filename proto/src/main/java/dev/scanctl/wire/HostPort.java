package dev.scanctl.wire;

import java.net.URI;
import java.net.URISyntaxException;

/**
 * Where a program listens or is dialled.
 *
 * @param host host name, or numeric address without brackets
 * @param port 1 to 65535
 */
public record HostPort(String host, int port) {

    /** From {@code HOST:PORT}, an IPv6 address in brackets; else {@link IllegalArgumentException} with one sentence. */
    public static HostPort parse(String text) {
        int colon = text.lastIndexOf(':');
        if (colon < 0 || text.endsWith("]")) {
            throw malformed(text);
        }
        return new HostPort(host(text, text.substring(0, colon)), port(text, text.substring(colon + 1)));
    }

    /** From {@code HOST} or {@code HOST:PORT}; brackets around an IPv6 address may be left out where no port follows. */
    public static HostPort parse(String text, int usualPort) {
        boolean bareV6 = text.indexOf(':') != text.lastIndexOf(':') && !text.startsWith("[");
        if (bareV6 && !valid("[" + text + "]")) {
            throw malformed(text);
        }
        String bracketed = bareV6 ? "[" + text + "]" : text;
        boolean noPort = bracketed.indexOf(':') < 0 || bracketed.endsWith("]");
        return noPort ? new HostPort(host(text, bracketed), usualPort) : parse(text);
    }

    private static String host(String text, String host) {
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        if (host.isBlank() || !bracketed && host.indexOf(':') >= 0) {
            throw malformed(text);
        }
        if (!valid(host)) {
            throw new IllegalArgumentException("'" + text + "' has no valid host: a name has letters, digits, '-' and '.'"
                    + " only, and an address is written such as 10.0.0.1 or [2001:db8::1]");
        }
        return bracketed ? host.substring(1, host.length() - 1) : host;
    }

    /** Whether it can be the host of a server-based authority (RFC 3986, section 3.2.2): what gRPC can dial. */
    private static boolean valid(String host) {
        try {
            return host.equals(new URI("//" + host).parseServerAuthority().getHost());
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private static int port(String text, String digits) {
        boolean number = digits.matches("[0-9]{1,5}");
        int port = number ? Integer.parseInt(digits) : 0;
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("'" + text + "' does not end in a port from 1 to 65535");
        }
        return port;
    }

    private static IllegalArgumentException malformed(String text) {
        return new IllegalArgumentException(
                "'" + text + "' is not HOST:PORT, such as 10.0.0.1:7600 or [2001:db8::1]:7600");
    }

    @Override
    public String toString() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
}
