package dev.scanctl.coordinator.backup;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Writes one backup: a zip archive of the parts, and last what it says of itself, so that one that was cut short has no such
 * thing.
 */
final class ArchiveWriter implements AutoCloseable {
    private final ZipOutputStream zip;
    private final Map<String, String> digests = new TreeMap<>();

    ArchiveWriter(OutputStream out) {
        this.zip = new ZipOutputStream(out);
    }

    /** Writes a part's bytes. */
    interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    /** A file that is compressed already. */
    void add(Part part, Path file) throws IOException {
        zip.setLevel(Deflater.NO_COMPRESSION);
        write(part, out -> Files.copy(file, out));
    }

    void add(Part part, Content content) throws IOException {
        zip.setLevel(Deflater.DEFAULT_COMPRESSION);
        write(part, content);
    }

    private void write(Part part, Content content) throws IOException {
        zip.putNextEntry(new ZipEntry(part.label()));
        DigestOutputStream digest = new DigestOutputStream(zip, Digests.sha256());
        content.writeTo(digest);
        zip.closeEntry();
        digests.put(part.label(), HexFormat.of().formatHex(digest.getMessageDigest().digest()));
    }

    /** Ends the archive with what it says of itself. */
    void finish(Instant madeAt, String program) throws IOException {
        zip.putNextEntry(new ZipEntry(Part.MANIFEST.label()));
        zip.write(new Manifest(madeAt, program, digests).text().getBytes(UTF_8));
        zip.closeEntry();
        zip.finish();
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }
}
