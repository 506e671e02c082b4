package dev.scanctl.cli.nmap;

import dev.scanctl.cli.exit.Failure;
import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import javax.xml.stream.XMLStreamException;

/** A file that nmap wrote, which is read twice: first for what it is about, then host by host. Standard input is kept meanwhile. */
public final class NmapFile implements AutoCloseable {
    private static final int BUFFER = 1 << 16;

    private final Path path;
    private final String name;
    private final boolean kept;

    private NmapFile(Path path, String name, boolean kept) {
        this.path = path;
        this.name = name;
        this.kept = kept;
    }

    /** @param text a path, or "-" for what {@code in} holds */
    public static NmapFile of(String text, InputStream in) {
        if (!text.equals("-")) {
            return new NmapFile(Path.of(text), text, false);
        }
        try {
            Path copy = Files.createTempFile("scanctl-import", ".xml");
            copy.toFile().deleteOnExit();
            Files.copy(in, copy, StandardCopyOption.REPLACE_EXISTING);
            return new NmapFile(copy, "standard input", true);
        } catch (IOException e) {
            throw Failure.usage("cannot keep what comes from standard input: " + e.getMessage());
        }
    }

    /** What it is called, for people. */
    public String name() {
        return name;
    }

    /** Reads all of it; {@link Failure} with one sentence if it is not a whole file of nmap's. */
    public NmapSummary summary() {
        NmapSummary.Gathering gathering = new NmapSummary.Gathering();
        MessageDigest digest = sha256();
        try (InputStream in = new DigestInputStream(new BufferedInputStream(open(), BUFFER), digest)) {
            read(unclosed(in), gathering);
            // What may stand behind the document belongs to the file, too.
            in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            throw unreadable(e);
        }
        return gathering.summary(name, digest.digest());
    }

    /** Reads it again, for its hosts. */
    public void hosts(NmapReader.Visitor visitor) {
        try (InputStream in = new BufferedInputStream(open(), BUFFER)) {
            read(in, visitor);
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /** A parser closes its stream at the end of the document. */
    private static InputStream unclosed(InputStream in) {
        return new FilterInputStream(in) {
            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                return in.read(bytes, offset, length);
            }

            @Override
            public void close() {}
        };
    }

    private InputStream open() {
        try {
            return Files.newInputStream(path);
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private void read(InputStream in, NmapReader.Visitor visitor) {
        try {
            new NmapReader(in, visitor).read();
        } catch (XMLStreamException e) {
            throw Failure.usage(name + " is not a whole XML file: " + NmapReader.why(e));
        } catch (NotNmap e) {
            throw Failure.usage(name + ": " + e.getMessage());
        }
    }

    private Failure unreadable(IOException e) {
        return Failure.usage("cannot read " + name + ": "
                + (e instanceof NoSuchFileException ? "there is no such file" : String.valueOf(e.getMessage())));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    @Override
    public void close() {
        try {
            if (kept) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw unreadable(e);
        }
    }
}
