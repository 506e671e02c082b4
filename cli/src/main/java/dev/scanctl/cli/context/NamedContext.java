package dev.scanctl.cli.context;

import dev.scanctl.cli.exit.Failure;
import java.util.List;

/**
 * A coordinator under a name.
 *
 * @param coordinator {@code HOST:PORT}
 * @param credentials file that holds what proves who calls; empty: nothing does
 * @param segments probed from where {@code --from} is not given; may be empty
 */
public record NamedContext(String name, String coordinator, String credentials, List<String> segments) {

    public NamedContext {
        requireName(name);
        segments = List.copyOf(segments);
    }

    /** Letters, digits, '-' and '_', at most 64; else a usage failure. */
    static void requireName(String name) {
        if (!name.matches("[A-Za-z0-9_-]{1,64}") || name.equals("current")) {
            throw Failure.usage("a context's name is letters, digits, '-' and '_' (not 'current'), not '" + name + "'");
        }
    }
}
