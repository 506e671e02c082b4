package dev.scanctl.cli.verb;

import dev.scanctl.cli.exit.ExitCode;
import dev.scanctl.cli.exit.Failure;
import dev.scanctl.cli.output.Console;
import java.time.Duration;
import java.util.function.Supplier;
import picocli.CommandLine.Option;

/** {@code --watch} for a listing: the same again every two seconds, until the operator leaves. */
public final class Repeating {
    private static final Duration EVERY = Duration.ofSeconds(2);

    @Option(names = {"-w", "--watch"}, description = "List again every two seconds.")
    boolean watch;

    /** Whether it was asked for. */
    public boolean on() {
        return watch;
    }

    /** Lists once, or until interrupted. */
    public ExitCode run(Root root, Console console, Supplier<ExitCode> listing) {
        if (!watch) {
            return listing.get();
        }
        if (root.outputFile().isPresent()) {
            throw Failure.usage("--watch shows a list over and over: leave out --output-file");
        }
        Interrupts interrupts = root.surroundings().interrupts();
        interrupts.arm();
        while (!interrupts.fired()) {
            console.newScreen();
            var _ = listing.get();
            interrupts.await(EVERY);
        }
        return ExitCode.DETACHED;
    }
}
