package dev.scanctl.trust;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/** Which coordinator is believed: one whose certificate an authority made that we know, or whose authority has the pinned key. */
public final class CoordinatorTrust {
    private CoordinatorTrust() {}

    /** Believes certificates of these authorities. */
    public static X509ExtendedTrustManager of(List<X509Certificate> authorities) {
        try {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            for (int i = 0; i < authorities.size(); i++) {
                store.setCertificateEntry("authority-" + i, authorities.get(i));
            }
            TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
            factory.init(store);
            return (X509ExtendedTrustManager) factory.getTrustManagers()[0];
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("the platform's certificate checks cannot be had", e);
        }
    }

    /**
     * Believes a coordinator that shows the certificate of an authority with this key, and one made by it.
     *
     * @param pin see {@link Certificates#pin}
     * @param seen is set to the authority, once a coordinator has proved itself
     */
    public static X509ExtendedTrustManager pinned(byte[] pin, AtomicReference<X509Certificate> seen) {
        return new Pinned(pin.clone(), seen);
    }

    private static final class Pinned extends X509ExtendedTrustManager {
        private final byte[] pin;
        private final AtomicReference<X509Certificate> seen;

        Pinned(byte[] pin, AtomicReference<X509Certificate> seen) {
            this.pin = pin;
            this.seen = seen;
        }

        private X509Certificate authority(X509Certificate[] chain) throws CertificateException {
            X509Certificate last = chain[chain.length - 1];
            if (chain.length < 2 || !MessageDigest.isEqual(Certificates.pin(last.getPublicKey()), pin)) {
                throw new CertificateException(
                        "this is not the coordinator that the token is for: its authority's key is another");
            }
            return last;
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
                throws CertificateException {
            X509Certificate authority = authority(chain);
            of(List.of(authority)).checkServerTrusted(chain, authType, engine);
            seen.set(authority);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
                throws CertificateException {
            X509Certificate authority = authority(chain);
            of(List.of(authority)).checkServerTrusted(chain, authType, socket);
            seen.set(authority);
        }

        /** Without an engine nobody would compare the name. */
        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
            throw new CertificateException("a coordinator is only believed on a connection");
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
            throw new CertificateException("this end takes no calls");
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
                throws CertificateException {
            checkClientTrusted(chain, authType);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
                throws CertificateException {
            checkClientTrusted(chain, authType);
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
