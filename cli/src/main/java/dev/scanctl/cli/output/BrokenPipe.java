package dev.scanctl.cli.output;

/** Whoever read our standard output has gone: nothing is wrong, and there is nothing left to do. */
public final class BrokenPipe extends RuntimeException {
    private static final long serialVersionUID = 1;

    BrokenPipe(Throwable cause) {
        super(cause);
    }
}
