package dev.scanctl.system;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A program for tests: a service that speaks first, as mail and printers do, on each port of an address. Of each connection it
 * prints how it ended and how many were open, itself included, when it came.
 */
final class Greeter {
    private static final AtomicInteger OPEN = new AtomicInteger();

    private Greeter() {}

    public static void main(String[] arguments) throws Exception {
        for (int i = 1; i < arguments.length; i++) {
            ServerSocket socket =
                    new ServerSocket(Integer.parseInt(arguments[i]), 100, InetAddress.getByName(arguments[0]));
            Thread.ofPlatform().start(() -> accept(socket));
        }
        System.out.println("greeting");
    }

    private static void accept(ServerSocket listener) {
        try {
            while (true) {
                Socket guest = listener.accept();
                int open = OPEN.incrementAndGet();
                Thread.ofVirtual().start(() -> greet(guest, open));
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static void greet(Socket guest, int open) {
        String end;
        try (guest) {
            guest.getOutputStream().write("220 ready\r\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            end = guest.getInputStream().read() < 0 ? "orderly" : "spoke";
        } catch (SocketException e) {
            end = "reset";
        } catch (IOException e) {
            end = "failed";
        }
        OPEN.decrementAndGet();
        System.out.println(end + " " + open);
    }
}
