package dev.scanctl.coordinator.audit;

import dev.scanctl.wire.AuditChain;
import dev.scanctl.wire.AuditHead;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The log in a file. Records that wait while others are synced go to the disk together. {@link #start} and {@link #close}
 * belong to the thread that owns the coordinator; the file belongs to the thread {@code audit-log}, which nobody interrupts.
 */
public final class AuditLog implements Audit, AutoCloseable {
    /** The file's name in the data directory. */
    public static final String FILE = "audit.log";

    /** More calls than this do not wait at once; those beyond are refused as if the disk were full. */
    private static final int MAX_WAITING = 10_000;

    /** Records that are to come later are kept in memory while the disk is full; those beyond are counted. */
    private static final int MAX_LATER = 1_000;

    private static final Logger LOG = System.getLogger(AuditLog.class.getName());

    private final Path path;
    private final InstantSource clock;
    private final Consumer<AuditHead> heads;
    private final AuditFile file;
    private final LinkedBlockingQueue<Waiting> queue = new LinkedBlockingQueue<>(MAX_WAITING);
    private final Thread thread = Thread.ofPlatform().name("audit-log").daemon().unstarted(this::run);
    private final List<Waiting> late = new ArrayList<>();
    private volatile AuditHead head;
    private volatile boolean closing;
    private long dropped;
    private boolean failing;

    /** @param future null: nobody waits */
    private record Waiting(AuditEntry entry, long atMs, @Nullable CompletableFuture<Boolean> future) {}

    private AuditLog(Path path, InstantSource clock, Consumer<AuditHead> heads, AuditFile file) {
        this.path = path;
        this.clock = clock;
        this.heads = heads;
        this.file = file;
        this.head = file.head();
    }

    /**
     * Opens or makes the log and goes on where it ended.
     *
     * @param heads told of the newest record after each sync, on the log's thread; must not throw
     * @throws IOException if the file cannot be used, or ends in something that is no record
     */
    public static AuditLog open(Path path, InstantSource clock, Consumer<AuditHead> heads) throws IOException {
        AuditLog log = new AuditLog(path, clock, heads, AuditFile.open(path));
        if (log.file.torn() > 0) {
            log.later(new AuditEntry("coordinator", "local", "audit", AuditEntry.Event.NOTE,
                    "the last record was torn when the coordinator ended: " + log.file.torn() + " bytes taken out"));
        }
        return log;
    }

    public void start() {
        thread.start();
    }

    @Override
    public void record(AuditEntry entry) {
        CompletableFuture<Boolean> written = new CompletableFuture<>();
        if (closing || !queue.offer(new Waiting(entry, clock.millis(), written))) {
            throw new AuditUnavailable("the audit log takes no more records now", new IOException("queue full or closed"));
        }
        try {
            written.join();
        } catch (CompletionException e) {
            throw new AuditUnavailable("the audit log cannot be written", e.getCause() == null ? e : e.getCause());
        }
    }

    @Override
    public void later(AuditEntry entry) {
        if (!queue.offer(new Waiting(entry, clock.millis(), null))) {
            LOG.log(Level.WARNING, "Not on record, since the audit log is behind: {0}", entry);
        }
    }

    /** The newest record that is on the disk. */
    public AuditHead head() {
        return head;
    }

    /**
     * Gives the lines of records numbered from {@code fromSeq} to {@code last}, which is on the disk, to {@code use}, until
     * it wants no more.
     */
    public void read(long fromSeq, long last, Predicate<String> use) throws IOException {
        try (BufferedReader lines = Files.newBufferedReader(path)) {
            boolean wanted = true;
            for (long seq = 1; wanted && seq <= last; seq++) {
                String line = lines.readLine();
                if (line == null) {
                    return;
                }
                wanted = seq < fromSeq || use.test(line);
            }
        }
    }

    private void run() {
        List<Waiting> group = new ArrayList<>();
        while (!closing || !queue.isEmpty()) {
            try {
                Waiting first = queue.poll(1, TimeUnit.SECONDS);
                if (first != null) {
                    group.add(first);
                    queue.drainTo(group);
                }
                write(group);
            } catch (InterruptedException e) {
                LOG.log(Level.WARNING, "Somebody interrupted the audit log; it goes on.");
            }
            group.clear();
        }
    }

    private void write(List<Waiting> group) {
        List<Waiting> all = new ArrayList<>(late);
        all.addAll(group);
        if (all.isEmpty()) {
            return;
        }
        try {
            append(all);
            late.clear();
            failing = false;
            all.forEach(one -> complete(one, null));
        } catch (IOException e) {
            complain(e);
            group.forEach(one -> fail(one, e));
        }
    }

    /** Once, until it goes well again. */
    private void complain(IOException cause) {
        if (!failing) {
            LOG.log(Level.ERROR, "The audit log " + path + " cannot be written: calls that change anything are refused.", cause);
        }
        failing = true;
    }

    private void append(List<Waiting> all) throws IOException {
        AuditChain chain = new AuditChain(head);
        StringBuilder lines = new StringBuilder();
        for (Waiting one : all) {
            add(chain, lines, one.entry, one.atMs);
        }
        if (dropped > 0) {
            add(chain, lines, new AuditEntry("coordinator", "local", "audit", AuditEntry.Event.NOTE,
                    dropped + " records are lost that came while the disk was full"), clock.millis());
        }
        file.append(lines.toString());
        dropped = 0;
        head = chain.head();
        heads.accept(head);
    }

    private static void add(AuditChain chain, StringBuilder lines, AuditEntry entry, long atMs) {
        lines.append(chain.append(AuditJson.of(chain.head().seq() + 1, atMs, entry))).append('\n');
    }

    private void fail(Waiting one, IOException cause) {
        if (one.future == null && late.size() < MAX_LATER) {
            late.add(one);
        } else if (one.future == null) {
            dropped++;
        }
        complete(one, cause);
    }

    private static void complete(Waiting one, @Nullable IOException cause) {
        if (one.future != null && cause == null) {
            one.future.complete(true);
        } else if (one.future != null) {
            one.future.completeExceptionally(cause);
        }
    }

    /** Writes what waits and ends. May be called again. */
    @Override
    public void close() {
        closing = true;
        try {
            if (thread.isAlive()) {
                thread.join();
            }
            file.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            LOG.log(Level.WARNING, "The audit log could not be closed.", e);
        }
    }
}
