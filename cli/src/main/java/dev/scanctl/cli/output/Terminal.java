package dev.scanctl.cli.output;

/**
 * Which of the standard streams are terminals, as the launcher found them.
 *
 * @param columns of the terminal, from 20
 * @param colour whether colour is welcome there
 */
public record Terminal(boolean in, boolean out, boolean err, int columns, boolean colour) {
    /** Pipes and files all round. */
    public static final Terminal NONE = new Terminal(false, false, false, 80, false);

    public Terminal {
        columns = Math.max(20, columns);
    }
}
