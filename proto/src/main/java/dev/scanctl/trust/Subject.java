package dev.scanctl.trust;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Whom a certificate names, in a subject alternative name of type URI: {@code urn:scanctl:agent:ID},
 * {@code urn:scanctl:operator:NAME}.
 */
public sealed interface Subject {
    /** The DNS name in every coordinator's certificate: it is who it is wherever it is reached. */
    String COORDINATOR = "coordinator.scanctl";

    /** The type of a URI among alternative names, RFC 5280 section 4.2.1.6. */
    int URI = 6;

    String PREFIX = "urn:scanctl:";

    String uri();

    /** @param id a UUID in text form */
    record Agent(String id) implements Subject {
        @Override
        public String uri() {
            return PREFIX + "agent:" + id;
        }
    }

    /** @param name 1 to 64 characters of a-z, A-Z, 0-9, '-', '_', '.' and '@' */
    record Operator(String name) implements Subject {
        public Operator {
            if (!name.matches("[A-Za-z0-9._@-]{1,64}")) {
                throw new IllegalArgumentException(
                        "an operator's name has 1 to 64 letters, digits, '-', '_', '.' and '@', not: '" + name + "'");
            }
        }

        @Override
        public String uri() {
            return PREFIX + "operator:" + name;
        }
    }

    /** Whom the certificate names; empty: nobody of ours. */
    static Optional<Subject> of(X509Certificate certificate) {
        try {
            Collection<List<?>> names = certificate.getSubjectAlternativeNames();
            return (names == null ? List.<List<?>>of() : names)
                    .stream()
                            .filter(name -> Integer.valueOf(URI).equals(name.getFirst()))
                            .flatMap(name -> parse(String.valueOf(name.get(1))).stream())
                            .findFirst();
        } catch (CertificateParsingException e) {
            return Optional.empty();
        }
    }

    private static Optional<Subject> parse(String uri) {
        if (uri.startsWith(PREFIX + "agent:")) {
            return Optional.of(new Agent(uri.substring((PREFIX + "agent:").length())));
        }
        if (uri.startsWith(PREFIX + "operator:")) {
            return Optional.of(new Operator(uri.substring((PREFIX + "operator:").length())));
        }
        return Optional.empty();
    }
}
