package dev.scanctl.coordinator.access;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.scanctl.coordinator.store.trust.AgentIdentityRow;
import dev.scanctl.trust.Certificates;
import dev.scanctl.trust.Subject;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;

/**
 * Whom certificates and tokens stand for, and what they may do now.
 *
 * @param clock by which certificates end
 */
public record Identities(Operators operators, ApiTokens tokens, AgentIdentities agents, InstantSource clock) {
    /** An agent that was away so long may still get another certificate. */
    public static final Duration GRACE = Duration.ofDays(30);

    /**
     * The caller who has this certificate, which an authority of ours made.
     *
     * @return empty: he may not call
     */
    public Optional<Caller> byCertificate(X509Certificate certificate, String source) {
        return Subject.of(certificate).flatMap(subject -> switch (subject) {
            case Subject.Operator operator -> operator(operator, certificate, source);
            case Subject.Agent agent -> agent(agent, certificate, source);
        });
    }

    private Optional<Caller> operator(Subject.Operator who, X509Certificate certificate, String source) {
        if (ended(certificate, Duration.ZERO)) {
            return Optional.empty();
        }
        return operators.roles(who, certificate.getPublicKey())
                .map(roles -> new Caller("operator:" + who.name(), source, roles, certificate));
    }

    private Optional<Caller> agent(Subject.Agent who, X509Certificate certificate, String source) {
        return agents.find(who.id())
                .filter(row -> row.standing().active())
                .filter(row -> MessageDigest.isEqual(row.keyHash(), Certificates.pin(certificate.getPublicKey())))
                .filter(_ -> !ended(certificate, GRACE))
                .map(row -> new Caller(actor(row), source, roles(certificate), certificate));
    }

    /** As an agent stands on record. */
    public static String actor(AgentIdentityRow row) {
        return "agent:" + row.name() + " (" + row.id() + ")";
    }

    private Set<Role> roles(X509Certificate certificate) {
        return EnumSet.of(ended(certificate, Duration.ZERO) ? Role.LAPSED : Role.AGENT);
    }

    private boolean ended(X509Certificate certificate, Duration grace) {
        return !clock.instant().isBefore(certificate.getNotAfter().toInstant().plus(grace));
    }

    /**
     * The caller who has this token: its id, ':', and its secret in hexadecimal.
     *
     * @return empty: it is not in force
     */
    public Optional<Caller> byToken(byte[] token, String source) {
        String[] parts = new String(token, US_ASCII).split(":", -1);
        if (parts.length != 2 || !parts[1].matches("[0-9a-f]{64}")) {
            return Optional.empty();
        }
        byte[] hash = Certificates.sha256(HexFormat.of().parseHex(parts[1]));
        return tokens.find(parts[0], hash)
                .map(row -> new Caller("token:" + row.name() + " (" + row.id() + ")", source, Roles.stored(row.roles())));
    }
}
