package dev.scanctl.coordinator;

import dev.scanctl.coordinator.access.Operators;
import dev.scanctl.coordinator.access.Role;
import dev.scanctl.coordinator.store.Store;
import dev.scanctl.coordinator.store.StoreException;
import dev.scanctl.coordinator.trust.Authorities;
import dev.scanctl.program.Errand;
import dev.scanctl.program.LongRunning.Surroundings;
import dev.scanctl.program.Refused;
import dev.scanctl.trust.ContextFile;
import dev.scanctl.trust.Credentials;
import dev.scanctl.trust.Subject;
import dev.scanctl.wire.HostPort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.EnumSet;
import java.util.List;

/** {@code scan-coordinator init}: an authority of its own, and the first operator. */
final class InitErrand extends Errand {
    private static final String ADDRESS = "127.0.0.1:7600";
    private static final String OPERATOR = "admin";

    InitErrand() {
        super(
                "scan-coordinator",
                "init",
                "makes a private certificate authority and the first operator, an admin, beside the store.",
                new Word("--data", "DIR", "Directory of the store, as for the coordinator itself."),
                new Word("--address", "HOST:PORT", "Where operators reach it. Default: " + ADDRESS + "."),
                new Word("--operator", "NAME", "Name of the operator. Default: " + OPERATOR + "."),
                new Word("--context", "FILE", "Where the operator's file goes. Default: NAME.context in the directory."));
    }

    @Override
    protected int run(Words words, List<String> rest, Surroundings around) throws IOException {
        Path data = words.of("--data").isEmpty()
                ? Settings.defaultData(around.environment())
                : Path.of(words.of("--data"));
        String address = words.of("--address").isEmpty() ? ADDRESS : words.of("--address");
        Subject.Operator who = operator(words.of("--operator").isEmpty() ? OPERATOR : words.of("--operator"), address);
        Path file = words.of("--context").isEmpty()
                ? data.resolve(who.name() + ".context")
                : Path.of(words.of("--context"));
        if (Files.exists(file)) {
            around.out().println("There is " + file + " already: nothing was changed. For another operator: --operator NAME");
            return 0;
        }
        try (Store store = Store.open(data)) {
            init(store, data, who, new ContextFile.Place(address, file));
        } catch (StoreException e) {
            throw new Refused(String.valueOf(e.getMessage()), e);
        }
        around.out().println("Made the operator " + who.name() + ", an admin. On the operator's machine:");
        around.out().println("  scanctl context import " + file.toAbsolutePath());
        around.out().println("The file is a key: move it, do not copy it, and let nobody else read it.");
        return 0;
    }

    private static Subject.Operator operator(String name, String address) {
        try {
            HostPort.parse(address, 1);
            return new Subject.Operator(name);
        } catch (IllegalArgumentException e) {
            throw new Refused(String.valueOf(e.getMessage()), e);
        }
    }

    private static void init(Store store, Path data, Subject.Operator who, ContextFile.Place place)
            throws IOException {
        Operators operators = new Operators(store);
        if (operators.list().stream().anyMatch(row -> row.name().equals(who.name()) && row.revokedMs() == 0)) {
            throw new Refused("there is an operator " + who.name() + " already, whose file is elsewhere: name another"
                    + " with --operator NAME", null);
        }
        Clock clock = Clock.systemUTC();
        Authorities authorities = Authorities.init(data, clock);
        KeyPair pair = Credentials.newKey();
        X509Certificate certificate =
                authorities.newest().client(who, pair.getPublic(), clock.instant());
        ContextFile.write(place, new Credentials(pair.getPrivate(), certificate, authorities.believed()));
        operators.put(who, EnumSet.of(Role.ADMIN, Role.OPERATOR, Role.VIEWER, Role.AUDITOR), pair.getPublic());
    }
}
