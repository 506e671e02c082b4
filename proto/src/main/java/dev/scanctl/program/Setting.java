package dev.scanctl.program;

import java.util.Locale;

/** What a program can be told, one constant each: as {@code --key}, as {@code PREFIX_KEY}, or as {@code key=} in its file. */
public interface Setting {
    /** The constant's name: the key in capitals, with '_' for '-'. */
    String name();

    /** What the environment's variables of this program begin with, such as {@code SCAN_AGENT_}. */
    String prefix();

    /** What stands for the value in the help. */
    String valueName();

    /** One sentence for the help. */
    String help();

    default String key() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    default String option() {
        return "--" + key();
    }

    default String variable() {
        return prefix() + name();
    }
}
