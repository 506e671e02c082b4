package dev.scanctl.cli.command.question;

import dev.scanctl.coordinator.filter.Subject;
import java.util.Iterator;

/** Candidates of completion where hosts are asked for: their keys. */
final class HostWords implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
        return Subject.HOSTS.words().stream().map(key -> key + ":").iterator();
    }
}
