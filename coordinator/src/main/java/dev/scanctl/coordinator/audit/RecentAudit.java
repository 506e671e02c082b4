package dev.scanctl.coordinator.audit;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** Keeps the newest entries in memory, beside a store that is in memory itself. Gone at the end. */
public final class RecentAudit implements Audit {
    private static final int KEPT = 1_000;

    private final Deque<AuditEntry> entries = new ArrayDeque<>();

    @Override
    public synchronized void record(AuditEntry entry) {
        if (entries.size() == KEPT) {
            entries.removeFirst();
        }
        entries.addLast(entry);
    }

    @Override
    public void later(AuditEntry entry) {
        record(entry);
    }

    /** The newest thousand, oldest first. */
    public synchronized List<AuditEntry> entries() {
        return List.copyOf(entries);
    }
}
