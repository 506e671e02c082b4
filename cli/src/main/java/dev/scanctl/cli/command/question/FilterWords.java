package dev.scanctl.cli.command.question;

import dev.scanctl.coordinator.filter.Subject;
import dev.scanctl.wire.PortState;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Tells scans from filters among the words of a command line. As candidates of completion: the keys, and the states. */
record FilterWords(List<String> scans, String filter) implements Iterable<String> {
    /** What no scan's name is likely to have; a scan that has it is {@code scan:"NAME"}. */
    private static final Pattern FILTER =
            Pattern.compile("(?s).*[:()/].*|@.*|(?i:not|or|and)|[0-9]+([.][0-9*,-]+){3}.*");

    /** For picocli, which makes one to list candidates. */
    FilterWords() {
        this(List.of(), "");
    }

    static FilterWords of(List<String> words, @Nullable String filter) {
        List<String> scans = new ArrayList<>();
        List<String> parts = new ArrayList<>();
        words.forEach(word -> (FILTER.matcher(word).matches() ? parts : scans).add(word));
        if (filter != null && !filter.isBlank()) {
            // Beside others it must hold as a whole.
            parts.add(parts.isEmpty() ? filter : "(" + filter + ")");
        }
        return new FilterWords(scans, String.join(" ", parts));
    }

    @Override
    public Iterator<String> iterator() {
        Stream<String> keys = Subject.PORTS.words().stream().map(key -> key + ":");
        Stream<String> states = Arrays.stream(PortState.values()).map(state -> "state:" + state.label().replace('|', '-'));
        return Stream.concat(keys, states).iterator();
    }
}
