package dev.scanctl.agent.linux;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The threads with which the JVM makes fast code of what runs often. Once probing begins they have work for some seconds; on a
 * machine with few processors an engine would take turns with them, and read its answers late meanwhile.
 */
public final class CompilerThreads {
    /** Those of the last tier, as HotSpot names them; of a thread's name proc(5) has 15 bytes. */
    private static final String LAST_TIER = "C2 CompilerThre";

    /**
     * Added to the niceness of what runs here (sched(7)): beside a thread that never waits a quarter of a processor is left, so that
     * engines which fill all processors have fast code half a minute later. With 19 they would hardly have it at all.
     */
    private static final int NICER = 5;

    private static final int NICEST = 19;

    /** Of /proc/PID/stat behind the name in brackets, the state being 0 (proc_pid_stat(5)). */
    private static final int NICENESS_COLUMN = 16;

    private CompilerThreads() {}

    /**
     * Lets threads as nice as the caller go first; threads that the JVM adds to them later take it over. Changes nothing where that is not
     * to be had: it is no reason not to probe.
     *
     * @return how many step back
     */
    public static int stepBack() {
        if (Machine.unsupported("stepping back").isPresent()) {
            return 0;
        }
        SystemCalls calls = new SystemCalls();
        int niceness = Math.min(NICEST, niceness(Path.of("/proc/thread-self")) + NICER);
        return (int) threads().stream().filter(thread -> calls.setNiceness(thread, niceness) == 0).count();
    }

    /** 0 where it is not to be read. */
    static int niceness(Path thread) {
        String stat = text(thread.resolve("stat"));
        String[] columns = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ", -1);
        return columns.length > NICENESS_COLUMN ? Integer.parseInt(columns[NICENESS_COLUMN]) : 0;
    }

    /** By number. */
    static List<Integer> threads() {
        File[] all = new File("/proc/self/task").listFiles();
        return all == null ? List.of() : List.of(all).stream()
                .filter(task -> text(task.toPath().resolve("comm")).strip().equals(LAST_TIER))
                .map(task -> Integer.valueOf(task.getName()))
                .toList();
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            // The thread has ended since.
            return "";
        }
    }
}
