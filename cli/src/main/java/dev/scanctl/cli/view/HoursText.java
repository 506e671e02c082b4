package dev.scanctl.cli.view;

import dev.scanctl.proto.v1.ProbeHours;
import java.util.ArrayList;
import java.util.List;

/** When something may be probed, in words. */
final class HoursText {
    private HoursText() {}

    /** Windows as they were typed, blackouts with a "not" before them. */
    static List<String> of(ProbeHours hours) {
        List<String> all = new ArrayList<>(hours.getAllowList());
        hours.getDenyList().forEach(window -> all.add("not " + window));
        return all;
    }
}
