package dev.scanctl.coordinator.access;

import java.security.cert.X509Certificate;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who makes a call, as far as it was proved.
 *
 * @param actor as it stands on record, such as {@code operator:alice}, {@code agent:edge-7} or {@code local}
 * @param source the numeric address it calls from, or {@code local}
 * @param roles may be empty: recognised, and allowed nothing
 * @param certificate by which it was proved; null: in another way, or not at all
 */
public record Caller(String actor, String source, Set<Role> roles, @Nullable X509Certificate certificate) {
    /** Whose connection needs no proof. */
    public static final String LOCAL = "local";
    /** Whoever reaches a listener where nobody has to prove who he is. */
    public static final String ANYONE = "anyone";

    public Caller {
        EnumSet<Role> copy = EnumSet.noneOf(Role.class);
        copy.addAll(roles);
        roles = Collections.unmodifiableSet(copy);
    }

    /** One that has no certificate. */
    public Caller(String actor, String source, Set<Role> roles) {
        this(actor, source, roles, null);
    }

    /** One that has proved nothing. */
    public static Caller stranger(String source) {
        return new Caller("stranger", source, EnumSet.of(Role.STRANGER));
    }

    /** Whether it may do anything without having proved who it is: what it asks for is its own affair. */
    public boolean isFree() {
        return actor.equals(LOCAL) || actor.equals(ANYONE);
    }

    /** Whether it has proved nothing. */
    public boolean isStranger() {
        return roles.contains(Role.STRANGER);
    }
}
