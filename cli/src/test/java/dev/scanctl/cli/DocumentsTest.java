package dev.scanctl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scanctl.cli.exit.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The documents say what the code does. */
final class DocumentsTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern PACKAGE_CELL = Pattern.compile("\\| `([a-z.]+)` \\|");
    private static final Pattern FILE = Pattern.compile("`((?:docs|bench|proto|coordinator|agent|cli)/[\\w./-]+)`");

    private static final Pattern EXIT_ROW = Pattern.compile("(?m)^\\| (\\d+) \\| (.+) \\|$");
    private static final Pattern OPTION = Pattern.compile("(?<![\\w-])(--[a-z][a-z-]+)");
    /** Options of scan-coordinator and scan-agent, whose own tests hold them against their help. */
    private static final Set<String> OF_OTHER_PROGRAMS = Set.of(
            "--listen", "--data", "--config", "--address", "--operator", "--token-file", "--policy", "--protocol", "--state-dir", "--max-rate", "--threads", "--help", "--audit-head");

    private static final List<String> VERBS = List.of(
            "submit", "scans", "show", "watch", "pause", "resume", "cancel", "edit", "retry", "delete", "results",
            "history", "hosts", "agents", "context", "audit tail", "audit verify", "backup create", "backup verify", "backup restore", "prune",
            "label", "labels", "filter save", "filter list", "filter delete", "diff", "coverage", "why", "import nmap", "context set", "agent token create",
            "operator create", "scope create", "stop", "token create", "ca finish");

    @Test
    void architectureNamesEveryPackageAndNoOther() throws IOException {
        Set<String> named = PACKAGE_CELL
                .matcher(Files.readString(ROOT.resolve("docs/architecture.md")))
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(named).isEqualTo(packages());
    }

    @Test
    void operationsListsTheExitCodesAsTheyAre() throws IOException {
        String operations = Files.readString(ROOT.resolve("docs/operations.md"));
        String table = operations.substring(operations.indexOf("## Exit codes"));
        List<String> rows = EXIT_ROW
                .matcher(table)
                .results()
                .map(row -> row.group(1) + " " + row.group(2))
                .toList();

        assertThat(rows)
                .isEqualTo(Stream.of(ExitCode.values())
                        .map(code -> code.code() + " " + code.sentence())
                        .toList());
    }

    @Test
    void optionsInCommandsOfTheDocumentsExist(@TempDir Path home) throws IOException {
        Set<String> known = new TreeSet<>(OF_OTHER_PROGRAMS);
        for (String verb : VERBS) {
            try (Cli cli = new Cli(home)) {
                OPTION.matcher(cli.run((verb + " --help").split(" ")).out()).results().forEach(match -> known.add(match.group(1)));
            }
        }
        for (String document : List.of("README.md", "docs/operations.md", "docs/queries.md", "docs/interchange.md")) {
            OPTION.matcher(Files.readString(ROOT.resolve(document)))
                    .results()
                    .forEach(match -> assertThat(known).as("in %s", document).contains(match.group(1)));
        }
    }

    @Test
    void filesThatDocumentsNameExist() throws IOException {
        try (Stream<Path> documents = Stream.concat(Files.list(ROOT), Files.list(ROOT.resolve("docs")))) {
            for (Path document : documents.filter(p -> p.toString().endsWith(".md")).toList()) {
                FILE.matcher(Files.readString(document)).results().forEach(match -> assertThat(ROOT.resolve(match.group(1)))
                        .as("named in %s", document.getFileName())
                        .exists());
            }
        }
    }

    /** Every package with a package-info, below dev.scanctl, without the root's name. */
    private static Set<String> packages() throws IOException {
        Set<String> found = new TreeSet<>();
        for (String module : Set.of("proto", "coordinator", "agent", "cli")) {
            Path sources = ROOT.resolve(module).resolve("src/main/java/dev/scanctl");
            try (Stream<Path> files = Files.walk(sources)) {
                files.filter(file -> file.endsWith("package-info.java"))
                        .map(file -> sources.relativize(file.getParent()).toString().replace('/', '.'))
                        .forEach(found::add);
            }
        }
        return found;
    }
}
