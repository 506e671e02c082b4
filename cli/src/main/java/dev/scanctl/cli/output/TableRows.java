package dev.scanctl.cli.output;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A table. The first rows are held back to learn the widths; from then on rows are written as they come, so that a
 * result of any size needs little memory. Elastic columns are cut to keep a narrow table within 80 columns; nothing else
 * ever is: an address that needs the room gets it.
 */
final class TableRows<T> implements Rows<T> {
    /** Rows held back: enough for typical widths, little enough to show the first ones soon. */
    private static final int HELD_BACK = 500;

    private static final int NARROW = 80;
    private static final int LEAST_ELASTIC = 6;

    private final Console console;
    private final List<Column<T>> columns;
    private final boolean wide;
    private final List<List<String>> held = new ArrayList<>();
    private final List<Boolean> right = new ArrayList<>();
    private int @Nullable [] widths;
    private String gap = "  ";

    TableRows(Console console, List<Column<T>> columns, boolean wide) {
        this.console = console;
        this.columns = columns.stream().filter(c -> c.inTable(wide)).toList();
        this.wide = wide;
        this.columns.forEach(c -> right.add(false));
    }

    @Override
    public void add(T row) {
        List<String> cells = new ArrayList<>(columns.size());
        for (int i = 0; i < columns.size(); i++) {
            Object value = columns.get(i).value().apply(row);
            if (value instanceof Long && widths == null) {
                right.set(i, true);
            }
            cells.add(text(value));
        }
        if (widths != null) {
            write(cells, widths);
            return;
        }
        held.add(cells);
        if (held.size() == HELD_BACK) {
            release();
        }
    }

    private String text(@Nullable Object value) {
        return switch (value) {
            case null -> "-";
            case Long number -> Words.count(number);
            case Boolean yes -> yes ? "yes" : "no";
            case Instant time -> wide
                    ? Words.localSecond(time, console.zone())
                    : Words.localMinute(time, console.zone());
            case List<?> list -> list.isEmpty() ? "-" : SafeText.of(String.join(",", strings(list)));
            default -> value.toString().isEmpty() ? "-" : SafeText.of(value.toString());
        };
    }

    private static List<String> strings(List<?> list) {
        return list.stream().map(String::valueOf).toList();
    }

    private void release() {
        int[] fitted = fit();
        widths = fitted;
        List<String> headings = columns.stream().map(Column::heading).toList();
        write(headings, fitted);
        held.forEach(cells -> write(cells, fitted));
        held.clear();
    }

    private int[] fit() {
        int[] fitted = new int[columns.size()];
        for (int i = 0; i < fitted.length; i++) {
            fitted[i] = columns.get(i).heading().length();
            for (List<String> cells : held) {
                fitted[i] = Math.max(fitted[i], cells.get(i).length());
            }
        }
        if (!wide) {
            shrink(fitted);
        }
        return fitted;
    }

    /** Takes from the broadest elastic column, a character at a time, until the line fits; at last from the gaps. */
    private void shrink(int[] fitted) {
        int total = (fitted.length - 1) * gap.length();
        for (int width : fitted) {
            total += width;
        }
        for (; total > NARROW; total--) {
            int broadest = -1;
            for (int i = 0; i < fitted.length; i++) {
                if (shrinks(i, fitted[i]) && (broadest < 0 || fitted[i] > fitted[broadest])) {
                    broadest = i;
                }
            }
            if (broadest < 0) {
                gap = " ";
                return;
            }
            fitted[broadest]--;
        }
    }

    private boolean shrinks(int column, int width) {
        Column<T> it = columns.get(column);
        return it.place() == Column.Place.ELASTIC && width > Math.max(LEAST_ELASTIC, it.heading().length());
    }

    private void write(List<String> cells, int[] fitted) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < cells.size(); i++) {
            String cell = cells.get(i);
            if (!wide && columns.get(i).place() == Column.Place.ELASTIC && cell.length() > fitted[i]) {
                cell = cell.substring(0, Math.max(1, fitted[i] - 3)) + "...";
            }
            String padding = " ".repeat(Math.max(0, fitted[i] - cell.length()));
            boolean last = i == cells.size() - 1;
            String painted = console.paint(cell);
            line.append(right.get(i) ? padding + painted : painted + (last ? "" : padding)).append(last ? "" : gap);
        }
        console.data(line.append('\n').toString());
    }

    @Override
    public void close() {
        if (widths == null && !held.isEmpty()) {
            release();
        }
        console.flush();
    }
}
