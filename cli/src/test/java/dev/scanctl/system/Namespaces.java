package dev.scanctl.system;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Network namespaces around one router namespace: each joined to it by a veth pair, each with its own /24. Made by the
 * test, named after its process, and removed at the end.
 */
final class Namespaces implements AutoCloseable {
    private final String stem = "sc" + ProcessHandle.current().pid() % 100_000;
    private final List<String> made = new ArrayList<>();

    /** Why namespaces cannot be had here; empty where they can. */
    static Optional<String> unavailable() {
        if (!System.getProperty("os.name").equals("Linux") || !"root".equals(System.getProperty("user.name"))) {
            return Optional.of("network namespaces need root on Linux");
        }
        for (String tool : List.of("ip", "nft")) {
            boolean found = Arrays.stream(System.getenv("PATH").split(":"))
                    .anyMatch(folder -> Files.isExecutable(Path.of(folder, tool)));
            if (!found) {
                return Optional.of("the program '" + tool + "' is not installed");
            }
        }
        return Optional.empty();
    }

    /** Makes the router. */
    String router() throws IOException, InterruptedException {
        String router = add("fw");
        run("ip", "netns", "exec", router, "sysctl", "-qw", "net.ipv4.ip_forward=1");
        return router;
    }

    /** Makes a namespace at 10.77.{@code net}.2, whose default route is the router's 10.77.{@code net}.1. */
    String behind(String router, String name, int net) throws IOException, InterruptedException {
        String namespace = add(name);
        String outside = stem + "o" + net;
        String inside = stem + "i" + net;
        run("ip", "link", "add", outside, "netns", router, "type", "veth", "peer", "name", inside, "netns", namespace);
        run("ip", "-n", router, "addr", "add", "10.77." + net + ".1/24", "dev", outside);
        run("ip", "-n", router, "link", "set", outside, "up");
        run("ip", "-n", namespace, "addr", "add", "10.77." + net + ".2/24", "dev", inside);
        run("ip", "-n", namespace, "link", "set", inside, "up");
        run("ip", "-n", namespace, "route", "add", "default", "via", "10.77." + net + ".1");
        return namespace;
    }

    /** Gives both ends of a namespace's link another address: {@code fe80::1} outside, {@code fe80::2} inside; its name inside. */
    String linkLocal(String router, String namespace, int net) throws IOException, InterruptedException {
        run("ip", "-n", router, "addr", "add", "fe80::1/64", "dev", stem + "o" + net, "nodad");
        run("ip", "-n", namespace, "addr", "add", "fe80::2/64", "dev", stem + "i" + net, "nodad");
        return stem + "i" + net;
    }

    private String add(String name) throws IOException, InterruptedException {
        String namespace = stem + name;
        run("ip", "netns", "add", namespace);
        made.add(namespace);
        run("ip", "-n", namespace, "link", "set", "lo", "up");
        return namespace;
    }

    /** Gives a namespace one more address; it answers for it on its links. */
    void address(String namespace, String address) throws IOException, InterruptedException {
        run("ip", "-n", namespace, "addr", "add", address + "/32", "dev", "lo");
    }

    /** Loads a ruleset into a namespace. */
    void rules(String namespace, String ruleset) throws IOException, InterruptedException {
        Path file = Files.writeString(Files.createTempFile("rules", ".nft"), ruleset);
        try {
            run("ip", "netns", "exec", namespace, "nft", "-f", file.toString());
        } finally {
            Files.delete(file);
        }
    }

    /** The command prefix that runs a program in a namespace. */
    static List<String> in(String namespace) {
        return List.of("ip", "netns", "exec", namespace);
    }

    /** Gives what the command printed. */
    static String run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(20, TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new AssertionError(String.join(" ", command) + " failed: " + output);
        }
        return output;
    }

    @Override
    public void close() throws IOException, InterruptedException {
        for (String namespace : made.reversed()) {
            run("ip", "netns", "del", namespace);
        }
    }
}
