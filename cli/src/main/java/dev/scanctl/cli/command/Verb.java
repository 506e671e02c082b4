package dev.scanctl.cli.command;

import dev.scanctl.cli.client.Session;
import dev.scanctl.cli.exit.ExitCode;
import dev.scanctl.cli.output.Console;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** What every verb has. */
abstract class Verb implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    CommandSpec spec;

    @Override
    public final Integer call() throws Exception {
        return run(root().console()).code();
    }

    abstract ExitCode run(Console console) throws Exception;

    final Scanctl root() {
        return (Scanctl) spec.root().userObject();
    }

    /** The coordinator, for a verb that never probes. */
    final Session open() {
        return root().open(false);
    }
}
