package dev.scanctl.agent;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;

/** This machine's own name, asked of the kernel first, since a name service may be slow or wrong. */
final class HostName {
    private static final Path KERNEL_NAME = Path.of("/proc/sys/kernel/hostname");

    private HostName() {}

    static String read() {
        try {
            String name = Files.readString(KERNEL_NAME).strip();
            return name.isEmpty() ? "agent" : name;
        } catch (IOException e) {
            return fromNameService();
        }
    }

    private static String fromNameService() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (IOException e) {
            return "agent";
        }
    }
}
