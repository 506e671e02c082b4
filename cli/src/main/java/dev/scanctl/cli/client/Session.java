package dev.scanctl.cli.client;

import dev.scanctl.cli.exit.ExitCode;
import dev.scanctl.cli.exit.Failure;
import java.util.function.Function;

/** A coordinator at hand, in another process or in this one. Owned by the main thread. */
public interface Session extends AutoCloseable {

    /** How often a question is put to one more process, each of which ended just as it was asked. */
    int MOST_MOVES = 3;

    /** For calls now; another one after {@link #reconnect}. */
    ScanClient client();

    /** Whether {@link #reconnect} can find another process in the place of one that has ended. */
    boolean movable();

    /** The answer to a question that may be asked again, of the next process if the one asked has ended meanwhile. */
    default <R> R ask(Function<ScanClient, R> question) {
        for (int moves = 0; ; moves++) {
            try {
                return question.apply(client());
            } catch (Failure failure) {
                if (!movable() || failure.exitCode() != ExitCode.UNREACHABLE || moves == MOST_MOVES) {
                    throw failure;
                }
                reconnect();
            }
        }
    }

    /**
     * The answers to such a question, the first of which is there: until then the next process is asked, from then on
     * none, since what was answered may have been shown.
     */
    default <T> Answers<T> stream(Function<ScanClient, Answers<T>> question) {
        return ask(client -> question.apply(client).begun());
    }

    /** The coordinator did not answer: whatever can be done so that the next call may reach one. */
    void reconnect();

    /**
     * Sees to it that somebody probes, where that is this process's business. Returns when the work has hands or is not
     * ours to do.
     */
    void ensureAgent();

    /** Whether the work ends with this process, so that leaving it means to pause. */
    boolean probesHere();

    @Override
    void close();
}
