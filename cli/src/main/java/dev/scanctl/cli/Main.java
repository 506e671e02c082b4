package dev.scanctl.cli;

import dev.scanctl.cli.verb.Interrupts;
import dev.scanctl.cli.verb.Surroundings;
import dev.scanctl.cli.exit.ExitCode;
import dev.scanctl.cli.output.Console;
import dev.scanctl.cli.output.Terminal;
import java.io.FileOutputStream;
import java.io.FileDescriptor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Map;
import java.util.Properties;

/** Where the program starts. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        int code = ExitCode.INTERNAL.code();
        try {
            code = run(args);
        } catch (Throwable e) {
            System.err.println("scanctl: internal error before the start: " + e + "; please report this line");
        }
        System.exit(code);
    }

    static int run(String... args) {
        Map<String, String> environment = System.getenv();
        Console console = new Console(
                new FileOutputStream(FileDescriptor.out),
                System.err,
                System.in,
                Charset.forName(System.getProperty("stdout.encoding", "UTF-8")),
                terminal(environment),
                ZoneId.systemDefault());
        Interrupts interrupts = new Interrupts(Signals::install);
        return new Program(new Surroundings(
                        console,
                        environment,
                        new RealSessions(environment, console),
                        interrupts,
                        InstantSource.system(),
                        version()))
                .run(args);
    }

    /** The launcher tells which streams are terminals, such as {@code 12:132}: the JVM cannot find out for each. */
    private static Terminal terminal(Map<String, String> environment) {
        String told = System.getProperty("scanctl.terminal", ":");
        String streams = told.substring(0, told.indexOf(':'));
        String columns = told.substring(told.indexOf(':') + 1);
        boolean dumb = environment.getOrDefault("TERM", "").equals("dumb");
        return new Terminal(
                streams.contains("0"),
                streams.contains("1"),
                streams.contains("2") && !dumb,
                columns.matches("[0-9]{1,5}") ? Integer.parseInt(columns) : 80,
                !dumb);
    }

    private static String version() {
        try (InputStream in = Main.class.getResourceAsStream("version.properties")) {
            Properties properties = new Properties();
            if (in != null) {
                properties.load(in);
            }
            return properties.getProperty("version", "of an unknown version");
        } catch (IOException e) {
            throw new IllegalStateException("exit " + ExitCode.INTERNAL.code() + ": version.properties", e);
        }
    }
}
