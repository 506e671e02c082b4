package dev.scanctl.cli.verb;

import dev.scanctl.cli.client.Session;
import dev.scanctl.cli.exit.ExitCode;
import dev.scanctl.cli.exit.Failure;
import dev.scanctl.cli.output.Console;
import dev.scanctl.cli.output.DataFile;
import dev.scanctl.cli.output.Format;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** What every verb has. */
public abstract class Verb implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    protected CommandSpec spec;

    @Override
    public final Integer call() throws Exception {
        Root root = root();
        Console console = root.console();
        if (root.format() == Format.XML && !writesXml()) {
            throw Failure.usage("-o xml is nmap's format, which only 'scanctl results SCAN' writes; "
                    + "-o table, wide, json, jsonl and csv are for everything");
        }
        Optional<Path> place = root.outputFile();
        if (place.isEmpty() || writesXml() && root.format() == Format.XML) {
            return run(console).code();
        }
        try (DataFile file = DataFile.at(place.get())) {
            console.into(file);
            ExitCode code = run(console);
            file.settle();
            return code.code();
        }
    }

    /** Whether it can write nmap's format, and then puts it where it belongs. */
    protected boolean writesXml() {
        return false;
    }

    protected abstract ExitCode run(Console console) throws Exception;

    public final Root root() {
        return (Root) spec.root().userObject();
    }

    /** The coordinator, for a verb that never probes. */
    public final Session open() {
        return root().open(false);
    }
}
