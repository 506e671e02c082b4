package dev.scanctl.agent.linux;

import java.util.Locale;
import java.util.Optional;

/** Whether this machine is one whose structure layouts this package knows. */
public final class Machine {
    public static final boolean X86_64 = isX86(System.getProperty("os.arch"));

    private Machine() {}

    private static boolean isX86(String architecture) {
        return architecture.equals("amd64") || architecture.equals("x86_64");
    }

    /**
     * Why native calls cannot be made here, in one sentence; empty: they can.
     *
     * @param probing what would make them, such as "epoll probing"
     */
    public static Optional<String> unsupported(String probing) {
        return unsupported(
                probing,
                System.getProperty("os.name"),
                System.getProperty("os.arch"),
                Machine.class.getModule().isNativeAccessEnabled());
    }

    /**
     * The same of any machine.
     *
     * @param probing what would make them, such as "epoll probing"
     * @param nativeAccess whether the JVM lets this module make native calls
     */
    static Optional<String> unsupported(
            String probing, String system, String architecture, boolean nativeAccess) {
        if (!system.toLowerCase(Locale.ROOT).equals("linux")) {
            return Optional.of(probing + " needs Linux; this is " + system);
        }
        if (!isX86(architecture) && !architecture.equals("aarch64")) {
            return Optional.of(probing + " knows x86-64 and aarch64; this is " + architecture);
        }
        if (!nativeAccess) {
            return Optional.of(
                    probing + " needs native calls; start Java with --enable-native-access=ALL-UNNAMED");
        }
        return Optional.empty();
    }
}
