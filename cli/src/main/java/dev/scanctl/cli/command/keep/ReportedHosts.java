package dev.scanctl.cli.command.keep;

import com.google.protobuf.ByteString;
import dev.scanctl.cli.client.Upload;
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
import org.jspecify.annotations.Nullable;

/**
 * The hosts of a report as they are sent, in a file of their own until all of the report is read: of a broken one nothing is. A
 * small part of the report's size; on Unix it has no name once it is open, so that nothing of it stays.
 */
final class ReportedHosts implements AutoCloseable {
    /** Some 50 KiB of an ordinary report, at most some MiB of one with all ports of each host. */
    private static final int HOSTS_AT_A_TIME = 500;

    private static final int BYTES_AT_A_TIME = 1 << 20;
    private static final int BUFFER = 1 << 16;

    private final FileChannel file;
    private final OutputStream out;
    private @Nullable HostRuns runs;
    private ImportHosts.Builder batch = ImportHosts.newBuilder();
    private int batchBytes;

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

    /** One more; {@link Failure} if it has a port that was not covered. */
    void add(NmapHost host, Address address, Ports covered) {
        HostRuns of = runs == null ? new HostRuns(covered.tcp(), covered.udp()) : runs;
        runs = of;
        ImportedHost.Builder one = batch.addHostsBuilder()
                .setAddress(ByteString.copyFrom(address.toBytes()))
                .setObservedMs(host.observedMs())
                .setDown(host.down());
        if (!host.down()) {
            of.read(host);
            ByteString tcp = ByteString.copyFrom(of.encoded(Protocol.TCP));
            ByteString udp = ByteString.copyFrom(of.encoded(Protocol.UDP));
            one.setTcpRuns(tcp).setUdpRuns(udp);
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

    /** Sends all of them, or until no more is wanted. Called once, and last. */
    void send(Upload upload) {
        keep();
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
        try {
            file.close();
        } catch (IOException e) {
            throw unkept(e);
        }
    }
}
