package dev.scanctl.cli.command.trust;

import dev.scanctl.cli.context.Contexts;
import dev.scanctl.cli.context.ContextsFile;
import dev.scanctl.cli.context.NamedContext;
import dev.scanctl.cli.exit.ExitCode;
import dev.scanctl.cli.exit.Failure;
import dev.scanctl.cli.output.Console;
import dev.scanctl.cli.verb.Verb;
import dev.scanctl.trust.ContextFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code context import}: take over what an admin handed out. */
@Command(name = "import", description = "Take over an operator's file of 'scan-coordinator init' or 'scanctl operator create'.")
public final class ContextImportCommand extends Verb {
    @Parameters(paramLabel = "FILE", description = "The file.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    Path file;

    @Option(names = "--name", paramLabel = "NAME", description = "Name of the context. Default: the file's.")
    @Nullable String name;

    @Override
    protected ExitCode run(Console console) throws IOException {
        ContextFile given;
        try {
            given = ContextFile.read(file);
        } catch (IOException e) {
            throw Failure.usage(String.valueOf(e.getMessage()));
        }
        String called = name == null ? file.getFileName().toString().replaceAll("\\..*", "") : name;
        ContextsFile contextsFile = root().contextsFile();
        Path credentials = contextsFile.credentials(called).toAbsolutePath();
        NamedContext context = new NamedContext(called, given.coordinator(), credentials.toString(), List.of());
        given.credentials().write(credentials);
        Contexts changed = contextsFile.read().with(context);
        contextsFile.write(changed.using(called));
        console.say("Using " + called + ": " + given.coordinator() + ". The key is in " + credentials
                + "; " + file + " is not needed any more: remove it.");
        return ExitCode.DONE;
    }
}
