package dev.scanctl.cli.context;

import dev.scanctl.cli.exit.ExitCode;
import dev.scanctl.cli.exit.Failure;
import dev.scanctl.trust.SecretFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The file that holds a user's contexts: lines {@code name.coordinator = HOST:PORT}, {@code name.credentials = FILE},
 * {@code name.from = SEG,SEG} and one {@code current = name}; {@code #} begins a comment line. An unknown key is refused, never skipped.
 */
public final class ContextsFile {
    private final Path path;

    public ContextsFile(Path path) {
        this.path = path;
    }

    /** {@code $XDG_CONFIG_HOME/scanctl/config}, or {@code ~/.config/scanctl/config}. */
    public static ContextsFile ofUser(Map<String, String> environment) {
        String configured = environment.getOrDefault("XDG_CONFIG_HOME", "");
        Path base = configured.isEmpty()
                ? Path.of(environment.getOrDefault("HOME", System.getProperty("user.home")), ".config")
                : Path.of(configured);
        return new ContextsFile(base.resolve("scanctl").resolve("config"));
    }

    public Path path() {
        return path;
    }

    /** Where the credentials of a context are kept that is imported. */
    public Path credentials(String name) {
        return path.resolveSibling(name + ".pem");
    }

    /** What the file says; nothing where there is none. */
    public Contexts read() {
        if (!Files.exists(path)) {
            return Contexts.NONE;
        }
        try {
            return parse(Files.readAllLines(path));
        } catch (IOException e) {
            throw new Failure(ExitCode.USAGE, "cannot read " + path + ": " + e.getMessage(), e);
        }
    }

    private Contexts parse(List<String> lines) {
        ContextsParser parser = new ContextsParser(path.toString());
        for (int i = 0; i < lines.size(); i++) {
            parser.line(i + 1, lines.get(i).strip());
        }
        return parser.contexts();
    }

    /** Replaces the file whole, so that a reader sees the old one or the new one. */
    public void write(Contexts contexts) {
        List<String> lines = new ArrayList<>();
        contexts.current().ifPresent(name -> lines.add("current = " + name));
        for (NamedContext each : contexts.all()) {
            lines.add(each.name() + ".coordinator = " + each.coordinator());
            if (!each.credentials().isEmpty()) {
                lines.add(each.name() + ".credentials = " + each.credentials());
            }
            if (!each.segments().isEmpty()) {
                lines.add(each.name() + ".from = " + String.join(",", each.segments()));
            }
        }
        try {
            SecretFile.write(path, String.join("\n", lines) + "\n");
        } catch (IOException e) {
            throw new Failure(ExitCode.USAGE, "cannot write " + path + ": " + e.getMessage(), e);
        }
    }
}
