package dev.scanctl.coordinator.access;

import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Roles that people have, as words. */
public final class Roles {
    private static final Set<Role> OF_PEOPLE = EnumSet.of(Role.VIEWER, Role.OPERATOR, Role.ADMIN, Role.AUDITOR);

    private Roles() {}

    /** At least one of viewer, operator, admin, auditor. */
    public static Set<Role> parse(Collection<String> words) {
        Set<Role> roles = EnumSet.noneOf(Role.class);
        for (String word : words) {
            roles.add(OF_PEOPLE.stream()
                    .filter(role -> role.word().equals(word))
                    .findFirst()
                    .orElseThrow(() -> new AccessRefused(AccessRefused.Cause.MALFORMED,
                            "'" + word + "' is no role: there is viewer, operator, admin, auditor")));
        }
        if (roles.isEmpty()) {
            throw new AccessRefused(AccessRefused.Cause.MALFORMED, "no role is given: viewer, operator, admin or auditor");
        }
        return roles;
    }

    /** Joined with commas, as they are stored. */
    static String text(Set<Role> roles) {
        return roles.stream().map(Role::word).collect(Collectors.joining(","));
    }

    /** From what {@link #text} made. */
    static Set<Role> stored(String text) {
        return parse(Arrays.asList(text.split(",")));
    }

    /** The words of {@link #text}. */
    public static List<String> words(String stored) {
        return List.of(stored.split(","));
    }
}
