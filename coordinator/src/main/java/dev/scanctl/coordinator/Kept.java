package dev.scanctl.coordinator;

import dev.scanctl.coordinator.audit.AuditLog;
import dev.scanctl.coordinator.audit.HeadKeeper;
import dev.scanctl.coordinator.backup.Backups;
import dev.scanctl.coordinator.hold.Halt;
import dev.scanctl.coordinator.store.Store;
import dev.scanctl.coordinator.store.StoreException;
import dev.scanctl.wire.AuditHead;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What outlasts a coordinator, in its data directory, which this process has to itself.
 *
 * @param audit empty: the store is in memory
 * @param admission who is let in, by the keys beside the store
 */
record Kept(Store store, Optional<AuditLog> audit, Halt halt, Backups backups, Admission admission) {

    /** @throws StartRefused if the data directory cannot be had, with a sentence */
    static Kept open(CoordinatorConfig config) {
        Store store = store(config);
        try {
            Optional<AuditLog> audit = audit(config);
            return new Kept(store, audit, halt(config), backups(config, store, audit), Admission.of(config, store));
        } catch (IOException e) {
            store.close();
            throw new StartRefused(String.valueOf(e.getMessage()), e);
        } catch (RuntimeException e) {
            store.close();
            throw e;
        }
    }

    private static Store store(CoordinatorConfig config) {
        try {
            return config.data() == null
                    ? Store.inMemory(config.clock())
                    : Store.open(config.data(), config.clock());
        } catch (StoreException e) {
            throw new StartRefused(String.valueOf(e.getMessage()), e);
        }
    }

    private static Optional<AuditLog> audit(CoordinatorConfig config) throws IOException {
        if (config.data() == null) {
            return Optional.empty();
        }
        Consumer<AuditHead> heads = config.auditHead().isEmpty()
                ? _ -> {}
                : HeadKeeper.to(config.auditHead(), config.clock());
        return Optional.of(AuditLog.open(config.data().resolve(AuditLog.FILE), config.clock(), heads));
    }

    private static Halt halt(CoordinatorConfig config) {
        try {
            return config.data() == null ? Halt.inMemory(config.clock()) : Halt.in(config.data(), config.clock());
        } catch (IOException e) {
            throw new StartRefused("a stop of all probing could not be kept: " + e.getMessage(), e);
        }
    }

    private static Backups backups(CoordinatorConfig config, Store store, Optional<AuditLog> audit) {
        try {
            return new Backups(store, audit, Optional.ofNullable(config.data()), config.clock());
        } catch (IOException e) {
            throw new StartRefused("the directory " + config.data() + " cannot be tidied: " + e.getMessage(), e);
        }
    }
}
