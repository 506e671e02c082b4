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
     * Of -20 to 19 (sched(7)): beside a thread that never waits a quarter of a processor is left, so that engines which fill all
     * processors have fast code half a minute later. With 19 they would not have it at all.
     */
    private static final int NICENESS = 5;

    private CompilerThreads() {}

    /**
     * Lets whatever else runs here go first; threads that the JVM adds to them later take it over. Changes nothing where that is not
     * to be had: it is no reason not to probe.
     *
     * @return how many step back
     */
    public static int stepBack() {
        if (Machine.unsupported("stepping back").isPresent()) {
            return 0;
        }
        SystemCalls calls = new SystemCalls();
        return (int) threads().stream().filter(thread -> calls.setNiceness(thread, NICENESS) == 0).count();
    }

    /** By number. */
    static List<Integer> threads() {
        File[] all = new File("/proc/self/task").listFiles();
        return all == null ? List.of() : List.of(all).stream()
                .filter(task -> name(task.toPath()).equals(LAST_TIER))
                .map(task -> Integer.valueOf(task.getName()))
                .toList();
    }

    private static String name(Path task) {
        try {
            return Files.readString(task.resolve("comm")).strip();
        } catch (IOException e) {
            // It has ended since.
            return "";
        }
    }
}
