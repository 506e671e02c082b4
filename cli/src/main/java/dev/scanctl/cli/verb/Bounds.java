package dev.scanctl.cli.verb;

import dev.scanctl.cli.exit.Failure;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Numbers of options within their bounds; 0 where an option was not given. */
public final class Bounds {
    private Bounds() {}

    /** @throws Failure with a sentence that names the option and its bounds */
    public static int range(String option, @Nullable Integer value, int low, int high) {
        if (value == null) {
            return 0;
        }
        if (value < low || value > high) {
            throw Failure.usage(String.format(Locale.ROOT, "%s is from %d to %,d, not %d", option, low, high, value));
        }
        return value;
    }

    /** Probes a second. */
    public static long rate(String option, @Nullable Long value) {
        if (value != null && value < 1) {
            throw Failure.usage(option + " is in probes a second, from 1, not " + value);
        }
        return value == null ? 0 : value;
    }
}
