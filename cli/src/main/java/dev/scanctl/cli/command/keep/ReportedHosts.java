package dev.scanctl.cli.command.keep;

import com.google.protobuf.ByteString;
import dev.scanctl.cli.client.Upload;
import dev.scanctl.cli.exit.ExitCode;
import dev.scanctl.cli.exit.Failure;
import dev.scanctl.cli.nmap.HostRuns;
import dev.scanctl.cli.nmap.NmapHost;
import dev.scanctl.coordinator.grammar.Ports;
import dev.scanctl.proto.v1.ImportHosts;
import dev.scanctl.proto.v1.ImportedHost;
import dev.scanctl.wire.Address;
import dev.scanctl.wire.Protocol;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * The hosts of a report as they are sent, in a file of their own until all of the report is read: of a broken one nothing is. A
 * small part of the report's size; on Unix it has no name once it is open, so that nothing of it stays. They are encoded and
 * written by a thread of its own, beside the one that reads the report.
 */
final class ReportedHosts implements AutoCloseable {
    /** Some 50 KiB of an ordinary report, at most some MiB of one with all ports of each host. */
    private static final int HOSTS_AT_A_TIME = 500;

    private static final int BYTES_AT_A_TIME = 1 << 20;
    private static final int BUFFER = 1 << 16;

    /** Hosts that are handed over together: so many, or fewer that list so many ports and ranges. */
    private static final int HOSTS_HANDED_OVER = 64;

    private static final int PARTS_HANDED_OVER = 4_096;
    /** Of those that wait for the other thread. */
    private static final int MOST_WAITING = 4;

    private final FileChannel file;
    private final OutputStream out;
    private final ExecutorService encoder = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("report-encoder").factory());
    private final Queue<Future<?>> waiting = new ArrayDeque<>();
    private List<Reported> reported = new ArrayList<>();
    private int reportedParts;
    private long count;
    private boolean failed;

    // The encoder's.
    private @Nullable HostRuns runs;
    private ImportHosts.Builder batch = ImportHosts.newBuilder();
    private int batchBytes;

    private record Reported(NmapHost host, Address address, Ports covered) {}

    private ReportedHosts(FileChannel file) {
        this.file = file;
        this.out = new BufferedOutputStream(Channels.newOutputStream(file), BUFFER);
    }

    static ReportedHosts none() {
        try {
            return new ReportedHosts(FileChannel.open(
                    Files.createTempFile("scanctl-import", ".hosts"),
                    StandardOpenOption.READ,
                    StandardOpenOption.WRITE,
                    StandardOpenOption.DELETE_ON_CLOSE));
        } catch (IOException e) {
            throw unkept(e);
        }
    }

    /** One more, which must not change any more; {@link Failure} if it, or an earlier one, has a port that was not covered. */
    void add(NmapHost host, Address address, Ports covered) {
        count++;
        reported.add(new Reported(host, address, covered));
        reportedParts += host.parts();
        if (reported.size() == HOSTS_HANDED_OVER || reportedParts > PARTS_HANDED_OVER) {
            handOver();
        }
    }

    /** How many came. */
    long count() {
        return count;
    }

    private void handOver() {
        List<Reported> some = reported;
        waiting.add(encoder.submit(() -> some.forEach(this::encode)));
        reported = new ArrayList<>();
        reportedParts = 0;
        while (waiting.size() > MOST_WAITING) {
            await(waiting.remove());
        }
    }

    /**
     * All hosts came, or as many as could be read; {@link Failure} if one of them has a port that was not covered, unless
     * {@link #add} has said so.
     */
    void end() {
        if (failed) {
            return;
        }
        handOver();
        waiting.add(encoder.submit(this::keep));
        while (!waiting.isEmpty()) {
            await(waiting.remove());
        }
    }

    private void await(Future<?> step) {
        try {
            step.get();
        } catch (ExecutionException e) {
            failed = true;
            throw e.getCause() instanceof Failure failure ? failure : new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            failed = true;
            throw new Failure(ExitCode.INTERNAL, "the import was interrupted", e);
        }
    }

    private void encode(Reported one) {
        NmapHost host = one.host();
        HostRuns of = runs == null ? new HostRuns(one.covered().tcp(), one.covered().udp()) : runs;
        runs = of;
        ImportedHost.Builder message = batch.addHostsBuilder()
                .setAddress(ByteString.copyFrom(one.address().toBytes()))
                .setObservedMs(host.observedMs())
                .setDown(host.down());
        if (!host.down()) {
            of.read(host);
            ByteString tcp = ByteString.copyFrom(of.encoded(Protocol.TCP));
            ByteString udp = ByteString.copyFrom(of.encoded(Protocol.UDP));
            message.setTcpRuns(tcp).setUdpRuns(udp);
            batchBytes += tcp.size() + udp.size();
        }
        if (batch.getHostsCount() == HOSTS_AT_A_TIME || batchBytes > BYTES_AT_A_TIME) {
            keep();
        }
    }

    private void keep() {
        try {
            batch.build().writeDelimitedTo(out);
        } catch (IOException e) {
            throw unkept(e);
        }
        batch = ImportHosts.newBuilder();
        batchBytes = 0;
    }

    /** Sends all of them, or until no more is wanted. Called once, after the {@link #end}. */
    void send(Upload upload) {
        try {
            out.flush();
            InputStream in = new BufferedInputStream(Channels.newInputStream(file.position(0)), BUFFER);
            boolean wanted = true;
            ImportHosts some = ImportHosts.parseDelimitedFrom(in);
            while (wanted && some != null) {
                wanted = some.getHostsCount() == 0 || upload.send(some);
                some = ImportHosts.parseDelimitedFrom(in);
            }
        } catch (IOException e) {
            throw unkept(e);
        }
    }

    private static Failure unkept(IOException e) {
        return Failure.usage("cannot keep the hosts of the report in a file meanwhile: " + e.getMessage());
    }

    @Override
    public void close() {
        encoder.shutdownNow();
        try {
            file.close();
        } catch (IOException e) {
            throw unkept(e);
        }
    }
}
