package dev.scanctl.coordinator.backup;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a restore did.
 *
 * @param generation what epochs begin with from now on
 * @param paused scans that ran when the backup was made, by number
 * @param kept the store that was there before; empty: there was none
 */
public record Restored(Verification backup, int generation, List<Long> paused, Optional<Path> kept) {
    public Restored {
        paused = List.copyOf(paused);
    }

    /** For people, a sentence each. */
    public List<String> sentences() {
        return Stream.of(
                        Optional.of("Restored what was known at " + backup.manifest().madeAt() + ": " + backup.rows()
                                + " rows. Epochs begin with " + generation + " from now on."),
                        kept.map(file -> "The store that was there is kept as " + file + "."),
                        Optional.of(paused)
                                .filter(scans -> !scans.isEmpty())
                                .map(scans -> "Scans that ran then are paused: " + numbers(scans)
                                        + ". 'scanctl resume' goes on with one."),
                        Optional.of("Operators, tokens and agents that were revoked or banned since then are not any more:"
                                + " look through them."))
                .flatMap(Optional::stream)
                .toList();
    }

    private static String numbers(List<Long> scans) {
        return scans.stream().map(String::valueOf).collect(Collectors.joining(", "));
    }
}
