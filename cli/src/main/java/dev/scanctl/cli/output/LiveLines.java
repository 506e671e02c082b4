package dev.scanctl.cli.output;

import java.io.PrintStream;
import java.util.List;

/** A few lines at the bottom of a terminal that are drawn over and over. Does nothing where there is no terminal. */
public final class LiveLines implements AutoCloseable {
    private final PrintStream err;
    private final int columns;
    private final boolean active;
    private List<String> drawn = List.of();

    LiveLines(PrintStream err, int columns, boolean active) {
        this.err = err;
        this.columns = columns;
        this.active = active;
    }

    public boolean active() {
        return active;
    }

    /** Replaces what was drawn. A line longer than the terminal is cut, since a wrapped one could not be drawn over. */
    public void draw(List<String> lines) {
        if (active) {
            err.print(erase() + text(lines));
            err.flush();
            drawn = List.copyOf(lines);
        }
    }

    /** A line that stays, above the drawn ones. */
    public void above(String line) {
        if (active) {
            err.print(erase() + SafeText.of(line) + "\n" + text(drawn));
            err.flush();
        }
    }

    private String text(List<String> lines) {
        StringBuilder text = new StringBuilder();
        for (String line : lines) {
            String safe = SafeText.of(line);
            text.append(safe.length() < columns ? safe : safe.substring(0, columns - 1)).append('\n');
        }
        return text.toString();
    }

    private String erase() {
        return drawn.isEmpty() ? "" : "\u001b[" + drawn.size() + "A\r\u001b[J";
    }

    /** Takes the drawn lines away. */
    @Override
    public void close() {
        if (active) {
            err.print(erase());
            err.flush();
            drawn = List.of();
        }
    }
}
