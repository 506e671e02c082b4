package dev.scanctl.agent.linux;

/** A system call failed in a way that says nothing about a target: a fault of this program or of its surroundings. */
public final class SystemCallFailed extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** The error number, positive. */
    private final int errno;

    /**
     * @param arguments as they would stand between the call's brackets
     */
    public SystemCallFailed(String call, int errno, String arguments) {
        super(call + "(" + arguments + ") failed with " + Errno.name(errno));
        this.errno = errno;
    }

    public int errno() {
        return errno;
    }

    /** The result of a call that has to succeed: itself if it is not negative. */
    public static int check(int result, String call, String arguments) {
        if (result < 0) {
            throw new SystemCallFailed(call, -result, arguments);
        }
        return result;
    }
}
