package dev.scanctl.cli.output;

import java.io.BufferedReader;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.time.ZoneId;

/** The three standard streams: data goes out on one, words on another, answers come in on the third. Main thread only. */
public final class Console {
    private DataStream out;
    private final PrintStream err;
    private final InputStream in;
    private final Charset charset;
    private final Terminal terminal;
    private final ZoneId zone;
    private boolean quiet;
    private boolean colour;
    private boolean inFile;

    public Console(
            OutputStream out, PrintStream err, InputStream in, Charset charset, Terminal terminal, ZoneId zone) {
        this.out = new DataStream(out, "standard output");
        this.err = err;
        this.in = in;
        this.charset = charset;
        this.terminal = terminal;
        this.zone = zone;
        this.colour = terminal.colour() && terminal.out();
    }

    /** Only data and errors from now on. */
    public void quiet() {
        quiet = true;
    }

    /** Data goes to a file from now on. */
    public void into(DataFile file) {
        out = file.stream();
        colour = false;
        inFile = true;
    }

    public void noColour() {
        colour = false;
    }

    public Terminal terminal() {
        return terminal;
    }

    public ZoneId zone() {
        return zone;
    }

    public InputStream in() {
        return in;
    }

    /** Data, on standard output, as it is. */
    public void data(String text) {
        byte[] bytes = text.getBytes(charset);
        out.write(bytes, 0, bytes.length);
    }

    /** A line of data whose text may come from outside. */
    public void dataLine(String line) {
        data(SafeText.of(line) + "\n");
    }

    public void flush() {
        out.flush();
    }

    /** A sentence for the operator, on standard error; not with {@code -q}. */
    public void say(String sentence) {
        if (!quiet) {
            warn(sentence);
        }
    }

    /** A sentence that {@code -q} does not silence; it is said even if whoever read the data has gone. */
    public void warn(String sentence) {
        try {
            flush();
        } catch (BrokenPipe readerLeft) {
            // The next piece of data says so again.
        }
        error(sentence);
    }

    /** The last words of a run, which must not fail because of the data before them. */
    public void error(String sentence) {
        err.println(SafeText.of(sentence));
        err.flush();
    }

    /** Progress lines, drawn in place on a terminal and not at all elsewhere. */
    public LiveLines liveLines() {
        return new LiveLines(err, terminal.columns(), terminal.err() && !quiet);
    }

    /** Asks on the terminal; anything but a yes is a no. */
    public boolean confirm(String question) throws IOException {
        flush();
        err.print(SafeText.of(question) + " [y/N] ");
        err.flush();
        String answer = new BufferedReader(new InputStreamReader(in, charset)).readLine();
        return answer != null && (answer.strip().equalsIgnoreCase("y") || answer.strip().equalsIgnoreCase("yes"));
    }

    /** Goes to the top of an empty screen; nothing but a blank line where there is no terminal. */
    public void newScreen() {
        data(terminal.out() && !inFile ? "\u001b[H\u001b[2J\u001b[3J" : "\n");
    }

    /** The word in its colour where colour is wanted. */
    String paint(String word) {
        if (!colour) {
            return word;
        }
        String code = switch (word) {
            case "open", "completed", "connected" -> "32";
            case "filtered", "open|filtered", "paused", "gaps" -> "33";
            case "unknown", "not-probed", "away", "cancelled" -> "31";
            default -> "";
        };
        return code.isEmpty() ? word : "\u001b[" + code + "m" + word + "\u001b[0m";
    }

    /** Standard output for a generator of bytes; with {@code flushing}, each of its flushes reaches the reader. */
    OutputStream dataStream(boolean flushing) {
        return flushing ? out : new FilterOutputStream(out) {
            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                out.write(bytes, offset, length);
            }

            @Override
            public void flush() {}
        };
    }

    public void endJson() {
        data("\n");
        flush();
    }
}
