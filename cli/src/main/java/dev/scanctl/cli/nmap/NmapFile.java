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
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import javax.xml.stream.XMLStreamException;

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
                ? new NmapFile("standard input", () -> unclosed(in))
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
        try (InputStream in = new DigestInputStream(new BufferedInputStream(opening.open(), BUFFER), digest)) {
            new NmapReader(unclosed(in), gathering).read();
            // What may stand behind the document belongs to the file, too.
            in.transferTo(OutputStream.nullOutputStream());
        } catch (XMLStreamException e) {
            throw Failure.usage(name + " is not a whole XML file: " + NmapReader.why(e));
        } catch (NotNmap e) {
            throw Failure.usage(name + ": " + e.getMessage());
        } catch (NoSuchFileException e) {
            throw Failure.usage("cannot read " + name + ": there is no such file");
        } catch (IOException e) {
            throw Failure.usage("cannot read " + name + ": " + e.getMessage());
        }
        return gathering.summary(digest.digest());
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

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
