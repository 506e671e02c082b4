package dev.scanctl.cli.nmap;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Lets a parser, which holds all of a value, read only so far for one step. Used by one thread. */
final class Leash extends FilterInputStream {
    /** What scripts wrote may be long, and is passed over. */
    private static final int MOST_BYTES = 32 << 20;

    private int left = MOST_BYTES;

    Leash(InputStream in) {
        super(in);
    }

    /** The next step begins. */
    void renew() {
        left = MOST_BYTES;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    /** {@link IOException} if this step has had all that it may. */
    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (left <= 0) {
            throw new IOException("a text or an element is longer than " + (MOST_BYTES >> 20) + " MB");
        }
        int read = in.read(bytes, offset, Math.min(length, left));
        left -= Math.max(0, read);
        return read;
    }
}
