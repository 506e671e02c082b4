package dev.scanctl.cli.output;

import dev.scanctl.cli.exit.ExitCode;
import dev.scanctl.cli.exit.Failure;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** Standard output, or a file in its place, buffered, whose errors are unchecked: a reader that left, or a disk that is full. */
final class DataStream extends OutputStream {
    private final OutputStream out;
    private final String name;

    /** @param name what it is, for people */
    DataStream(OutputStream out, String name) {
        this.name = name;
        this.out = new BufferedOutputStream(out, 1 << 16);
    }

    @Override
    public void write(int b) {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        try {
            out.write(bytes, offset, length);
        } catch (IOException e) {
            throw ended(e);
        }
    }

    @Override
    public void flush() {
        try {
            out.flush();
        } catch (IOException e) {
            throw ended(e);
        }
    }

    private RuntimeException ended(IOException e) {
        String why = String.valueOf(e.getMessage());
        return why.contains("Broken pipe")
                ? new BrokenPipe(e)
                : new Failure(ExitCode.INTERNAL, "cannot write to " + name + ": " + why, e);
    }
}
