package dev.scanctl.system;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/** A program for tests: listens on an address and ports, says so, and accepts until it is ended. */
final class Listener {
    private Listener() {}

    public static void main(String[] arguments) throws Exception {
        InetAddress address = InetAddress.getByName(arguments[0]);
        List<Thread> threads = new ArrayList<>();
        for (int i = 1; i < arguments.length; i++) {
            ServerSocket socket = new ServerSocket(Integer.parseInt(arguments[i]), 100, address);
            threads.add(Thread.ofPlatform().start(() -> accept(socket)));
        }
        System.out.println("listening");
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private static void accept(ServerSocket socket) {
        try {
            while (true) {
                socket.accept().close();
            }
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
