package dev.scanctl.coordinator.filter;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** What a query is about, and so which keys it may use. */
public enum Subject {
    PORTS("ports", EnumSet.complementOf(EnumSet.of(Key.FIRST))),
    HOSTS("hosts", EnumSet.of(Key.NET, Key.FROM, Key.SEEN, Key.FIRST, Key.LABEL)),
    /** Not decided yet. */
    ANYTHING("anything", EnumSet.allOf(Key.class));

    private final String noun;
    private final Set<Key> keys;

    Subject(String noun, Set<Key> keys) {
        this.noun = noun;
        this.keys = Set.copyOf(keys);
    }

    public String noun() {
        return noun;
    }

    public boolean has(Key key) {
        return keys.contains(key);
    }

    /** Its keys as they are typed. */
    public List<String> words() {
        return Arrays.stream(Key.values()).filter(keys::contains).map(Key::word).toList();
    }
}
