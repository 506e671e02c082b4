package dev.scanctl.cli.output;

import java.util.Locale;

/** How data on standard output is written. */
public enum Format {
    TABLE,
    WIDE,
    JSON,
    JSONL,
    CSV,
    /** nmap's; of one scan's results only. */
    XML;

    /** Whether people read it, so that ranges may be merged and times are local. */
    public boolean forPeople() {
        return this == TABLE || this == WIDE;
    }

    /** Whether each row is written as it comes, whole on a line of its own. */
    public boolean streams() {
        return this == JSONL || this == CSV;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
