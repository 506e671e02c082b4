package dev.scanctl.cli.nmap;

import dev.scanctl.cli.exit.Failure;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.xml.stream.XMLStreamException;
import org.apache.commons.io.input.CloseShieldInputStream;
import org.apache.commons.io.input.ReadAheadInputStream;

/** A file that nmap wrote, or standard input. It is read once. */
public final class NmapFile {
    private static final int BUFFER = 1 << 16;

    private final String name;
    private final Opening opening;

    private interface Opening {
        InputStream open() throws IOException;
    }

    private NmapFile(String name, Opening opening) {
        this.name = name;
        this.opening = opening;
    }

    /** @param text a path, or "-" for what {@code in} holds */
    public static NmapFile of(String text, InputStream in) {
        return text.equals("-")
                ? new NmapFile("standard input", () -> CloseShieldInputStream.wrap(in))
                : new NmapFile(text, () -> Files.newInputStream(Path.of(text)));
    }

    /** What it is called, for people. */
    public String name() {
        return name;
    }

    /**
     * Reads all of it; {@link Failure} with one sentence if it is not a whole file of nmap's.
     *
     * @param hosts gets each of its hosts as it is read
     */
    public NmapSummary read(NmapSummary.Hosts hosts) {
        NmapSummary.Gathering gathering = new NmapSummary.Gathering(name, hosts);
        MessageDigest digest = sha256();
        // It reads ahead and digests. Nobody waits for its end: what standard input is may go on for long.
        ExecutorService reader = Executors.newSingleThreadExecutor(
                Thread.ofPlatform().daemon().name("report-reader").factory());
        try (InputStream in = ReadAheadInputStream.builder()
                .setInputStream(new DigestInputStream(opening.open(), digest))
                .setBufferSize(BUFFER)
                .setExecutorService(reader)
                .get()) {
            new NmapReader(source(in), gathering).read();
            // What may stand behind the document belongs to the file, too.
            in.transferTo(OutputStream.nullOutputStream());
        } catch (XMLStreamException e) {
            throw Failure.usage(name + " is not a whole XML file: " + NmapReader.why(e));
        } catch (NotNmap e) {
            throw Failure.usage(name + ": " + e.getMessage());
        } catch (NoSuchFileException e) {
            throw Failure.usage("cannot read " + name + ": there is no such file");
        } catch (IOException | UncheckedIOException e) {
            throw Failure.usage("cannot read " + name + ": " + e.getMessage());
        } finally {
            reader.shutdown();
        }
        return gathering.summary(digest.digest());
    }

    /**
     * A stream for a parser, which closes its stream at the end of the document, and takes what cannot be read for a fault of
     * the document's: it throws {@link UncheckedIOException} instead.
     */
    private static InputStream source(InputStream in) {
        return new FilterInputStream(in) {
            @Override
            public int read(byte[] bytes, int offset, int length) {
                try {
                    return in.read(bytes, offset, length);
                } catch (IOException e) {
                    throw new UncheckedIOException(e.getMessage(), e);
                }
            }

            @Override
            public void close() {}
        };
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
