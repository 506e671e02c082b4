package dev.scanctl.coordinator.trust;

import dev.scanctl.trust.Credentials;
import java.net.Socket;
import java.security.KeyPair;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * What the coordinator shows to those who call: a certificate that lives in memory only, made at the start and made anew
 * once a third of its life is over, or another authority is to be shown. Safe for any thread.
 */
public final class CoordinatorKeys extends X509ExtendedKeyManager {
    private static final double RENEWED_AT = 1 / 3.0;

    private final Authorities authorities;
    private final InstantSource clock;
    private volatile Credentials shown;
    /** Of handshakes that began before the newest was made. */
    private volatile Credentials before;

    public CoordinatorKeys(Authorities authorities, InstantSource clock) {
        this.authorities = authorities;
        this.clock = clock;
        this.shown = make();
        this.before = shown;
    }

    private Credentials make() {
        KeyPair pair = Credentials.newKey();
        Authority authority = authorities.showing();
        return new Credentials(
                pair.getPrivate(), authority.server(pair.getPublic(), clock.instant()), List.of(authority.certificate()));
    }

    /** The alias is the certificate's serial number: key and chain of one handshake belong together. */
    private Credentials current() {
        Credentials now = shown;
        boolean another = !now.authorities().getFirst().equals(authorities.showing().certificate());
        if (another || now.spent(RENEWED_AT, clock.instant())) {
            before = now;
            now = make();
            shown = now;
        }
        return now;
    }

    private static String alias(Credentials credentials) {
        return credentials.chain().getSerialNumber().toString();
    }

    private Credentials named(String alias) {
        Credentials older = before;
        return alias(older).equals(alias) ? older : shown;
    }

    @Override
    public @Nullable String chooseEngineServerAlias(
            String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        return keyType.startsWith("EC") ? alias(current()) : null;
    }

    @Override
    public @Nullable String chooseServerAlias(
            String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return chooseEngineServerAlias(keyType, issuers, null);
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
        Credentials named = named(alias);
        return new X509Certificate[] {named.chain(), named.authorities().getFirst()};
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
        return named(alias).key();
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        return new String[] {alias(shown)};
    }

    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        return null;
    }

    @Override
    public @Nullable String chooseClientAlias(
            String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return null;
    }
}
