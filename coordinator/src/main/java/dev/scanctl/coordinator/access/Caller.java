package dev.scanctl.coordinator.access;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/**
 * Who makes a call, as far as it was proved.
 *
 * @param actor as it stands on record, such as {@code operator:alice}, {@code agent:edge-7} or {@code local}
 * @param source the numeric address it calls from, or {@code local}
 * @param roles may be empty: recognised, and allowed nothing
 */
public record Caller(String actor, String source, Set<Role> roles) {
    /** Whose connection needs no proof. */
    public static final String LOCAL = "local";

    public Caller {
        EnumSet<Role> copy = EnumSet.noneOf(Role.class);
        copy.addAll(roles);
        roles = Collections.unmodifiableSet(copy);
    }
}
