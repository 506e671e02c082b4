package dev.scanctl.coordinator.backup;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.scanctl.coordinator.store.Store;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.util.HexFormat;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;

/** Takes a backup apart and holds each part against its digest. */
final class Unpacking {
    /** A manifest is some hundred bytes. */
    private static final int MOST_MANIFEST = 64 << 10;

    private Unpacking() {}

    /**
     * Puts the store's file, and the audit log if there is one, into a directory.
     *
     * @throws IOException if the file cannot be read, or the directory has no room
     * @throws BadBackup if it is not what was written when it was made
     */
    static Manifest unpack(Path backup, Path into) throws IOException, BadBackup {
        try (ZipFile zip = new ZipFile(backup.toFile())) {
            Manifest manifest = Manifest.parse(new String(head(zip), UTF_8));
            check(zip, manifest, Part.STORE, content -> unzip(content, into.resolve(Store.FILE)));
            if (zip.getEntry(Part.AUDIT.label()) != null) {
                check(zip, manifest, Part.AUDIT, content -> Files.copy(content, into.resolve(Part.AUDIT.label())));
            }
            return manifest;
        } catch (ZipException e) {
            throw BadBackup.damaged("it is no backup, or its end is missing (" + e.getMessage() + ")", e);
        }
    }

    private static byte[] head(ZipFile zip) throws IOException, BadBackup {
        try (InputStream manifest = zip.getInputStream(entry(zip, Part.MANIFEST))) {
            return manifest.readNBytes(MOST_MANIFEST);
        }
    }

    private static ZipEntry entry(ZipFile zip, Part part) throws BadBackup {
        ZipEntry entry = zip.getEntry(part.label());
        if (entry == null) {
            throw BadBackup.damaged("it has no " + part.label(), null);
        }
        return entry;
    }

    /** Takes in all that a part holds. */
    private interface Use {
        void of(InputStream content) throws IOException, BadBackup;
    }

    private static void check(ZipFile zip, Manifest manifest, Part part, Use use) throws IOException, BadBackup {
        try (InputStream raw = zip.getInputStream(entry(zip, part));
                DigestInputStream content = new DigestInputStream(raw, Digests.sha256())) {
            use.of(content);
            content.transferTo(OutputStream.nullOutputStream());
            String digest = HexFormat.of().formatHex(content.getMessageDigest().digest());
            if (!digest.equals(manifest.digests().get(part.label()))) {
                throw BadBackup.damaged(part.label() + " is not what was written when it was made", null);
            }
        } catch (ZipException e) {
            throw BadBackup.damaged(part.label() + " is damaged (" + e.getMessage() + ")", e);
        }
    }

    private static void unzip(InputStream content, Path file) throws IOException, BadBackup {
        ZipInputStream zip = new ZipInputStream(content);
        for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
            if (entry.getName().equals(Store.FILE)) {
                Files.copy(zip, file);
                return;
            }
        }
        throw BadBackup.damaged("there is no store in it", null);
    }
}
