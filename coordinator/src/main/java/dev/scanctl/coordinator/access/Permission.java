package dev.scanctl.coordinator.access;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Who may make a call, and what it does.
 *
 * @param roles any one of them is enough
 */
public record Permission(Set<Role> roles, Effect effect) {
    public Permission {
        roles = Collections.unmodifiableSet(EnumSet.copyOf(roles));
    }

    /** Whether one of the caller's roles is enough. */
    public boolean allows(Caller caller) {
        return !Collections.disjoint(roles, caller.roles());
    }

    /** The roles as people write them. */
    public String words() {
        return roles.stream().map(Role::word).collect(Collectors.joining(" or "));
    }
}
