package dev.scanctl.cli.context;

import dev.scanctl.cli.exit.Failure;
import java.util.Collection;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** All contexts of a user, and which of them is used unless another is named. Immutable. */
public final class Contexts {
    public static final Contexts NONE = new Contexts(new TreeMap<>(), Optional.empty());

    private final SortedMap<String, NamedContext> byName;
    private final Optional<String> current;

    private Contexts(SortedMap<String, NamedContext> byName, Optional<String> current) {
        this.byName = byName;
        this.current = current;
    }

    /** By name. */
    public Collection<NamedContext> all() {
        return Collections.unmodifiableCollection(byName.values());
    }

    public Optional<String> current() {
        return current;
    }

    public Optional<NamedContext> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** The context of that name, or a usage failure that names those there are. */
    public NamedContext require(String name) {
        return find(name).orElseThrow(() -> Failure.usage("there is no context '" + name + "'"
                + (byName.isEmpty() ? ": none is set, see 'scanctl context set --help'"
                        : ": there is " + String.join(", ", byName.keySet()))));
    }

    /** Adds or replaces one; the first one is also used from then on. */
    public Contexts with(NamedContext context) {
        SortedMap<String, NamedContext> more = new TreeMap<>(byName);
        more.put(context.name(), context);
        return new Contexts(more, current.or(() -> Optional.of(context.name())));
    }

    public Contexts using(String name) {
        return new Contexts(byName, Optional.of(require(name).name()));
    }
}
