package dev.scanctl.agent.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;

/** Runs code on a platform thread of its own that has entered a named network namespace (setns(2)). Root on Linux. */
public final class NamespaceThread {
    private static final Linker LINKER = Linker.nativeLinker();
    private static final MethodHandle OPEN = LINKER.downcallHandle(
            LINKER.defaultLookup().findOrThrow("open"),
            FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT),
            Linker.Option.firstVariadicArg(2));
    private static final MethodHandle SETNS = LINKER.downcallHandle(
            LINKER.defaultLookup().findOrThrow("setns"), FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
    private static final int O_RDONLY_CLOEXEC = 0x80000;
    private static final int CLONE_NEWNET = 0x4000_0000;

    private NamespaceThread() {}

    /** The result of the code, or what it threw as the cause of an ExecutionException. */
    public static <T> T call(String namespace, Callable<T> code) throws Exception {
        FutureTask<T> task = new FutureTask<>(() -> {
            enter(namespace);
            return code.call();
        });
        Thread.ofPlatform().daemon().name("in-" + namespace).start(task);
        return task.get();
    }

    private static void enter(String namespace) throws Exception {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment path = arena.allocateFrom("/run/netns/" + namespace);
            int fd = (int) OPEN.invokeExact(path, O_RDONLY_CLOEXEC);
            SystemCalls calls = new SystemCalls();
            int entered = (int) SETNS.invokeExact(fd, CLONE_NEWNET);
            calls.close(fd);
            if (entered != 0) {
                throw new IllegalStateException("cannot enter namespace " + namespace);
            }
        } catch (Throwable e) {
            throw new IllegalStateException("cannot enter namespace " + namespace, e);
        }
    }
}
