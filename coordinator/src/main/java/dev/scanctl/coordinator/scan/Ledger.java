package dev.scanctl.coordinator.scan;

import dev.scanctl.coordinator.store.Lane;
import dev.scanctl.coordinator.store.Store;
import dev.scanctl.coordinator.store.Tables;
import dev.scanctl.coordinator.store.Work;
import dev.scanctl.coordinator.store.row.RequestRow;
import dev.scanctl.coordinator.store.row.ScanRow;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** The store as the life cycle uses it: waits for what it writes, finds scans by what people type. Any thread. */
final class Ledger {
    private static final int MOST_DIGITS = 18;

    private final Store store;

    Ledger(Store store) {
        this.store = store;
    }

    <T extends @Nullable Object> T read(Work<T> work) {
        return store.read(work);
    }

    /** Returns once it is committed and synced; what the work throws undoes it and comes out. */
    <T extends @Nullable Object> T write(Lane lane, Work<T> work) {
        try {
            return store.write(lane, work).join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }

    /** By id or by name; of several scans with one name the newest. */
    ScanRow scan(String text) {
        return read(tables -> find(tables, text))
                .orElseThrow(() -> ScanRefused.notFound(text.isEmpty()
                        ? "no scan is named: give its id or its name"
                        : "there is no scan '" + shown(text) + "'"));
    }

    private static Optional<ScanRow> find(Tables tables, String text) throws SQLException {
        boolean number = !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
        if (!number) {
            return text.isEmpty() ? Optional.empty() : tables.scans().newestNamed(text);
        }
        return text.length() > MOST_DIGITS ? Optional.empty() : tables.scans().byId(Long.parseLong(text));
    }

    private static String shown(String text) {
        String safe = text.replaceAll("\\p{Cntrl}", "?");
        return safe.length() <= SpecRules.MAX_NAME ? safe : safe.substring(0, SpecRules.MAX_NAME) + "…";
    }

    /** The scan as it is now, within a transaction. */
    static ScanRow current(Tables tables, long id) throws SQLException {
        return tables.scans().byId(id).orElseThrow(() -> ScanRefused.notFound("scan " + id + " has just been deleted"));
    }

    /** Remembers a request; false if the same was made before and must change nothing now. */
    static boolean fresh(Tables tables, String requestId, long scanId, Verb verb) throws SQLException {
        return !made(tables, requestId, scanId, verb) && tables.requests().remember(requestId, scanId, verb.name());
    }

    /** Whether the same request was made before. */
    static boolean made(Tables tables, String requestId, long scanId, Verb verb) throws SQLException {
        Optional<RequestRow> earlier = tables.requests().remembered(requestId);
        if (earlier.isPresent() && !(earlier.get().scanId() == scanId && earlier.get().verb().equals(verb.name()))) {
            throw ScanRefused.malformed("the request id " + shown(requestId) + " was used for another request before");
        }
        return earlier.isPresent();
    }
}
