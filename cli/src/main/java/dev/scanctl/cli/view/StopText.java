package dev.scanctl.cli.view;

import dev.scanctl.cli.output.Console;
import dev.scanctl.cli.output.SafeText;
import dev.scanctl.cli.output.Shown;
import dev.scanctl.cli.output.Words;
import dev.scanctl.proto.v1.StopState;

/** The stop of all probing, in words. */
public final class StopText {
    private StopText() {}

    /** What a stop has done. */
    public static void stopped(Console console, StopState state) {
        console.say(sentence(state));
        console.say(state.getUnits() == 0
                ? "No unit was being probed."
                : Words.count(state.getUnits(), "unit") + " taken back from " + Words.count(state.getAgents(), "agent") + ".");
        if (state.getCutOffCount() > 0) {
            console.warn("Not connected, so they could not be told: " + SafeText.of(String.join(", ", state.getCutOffList()))
                    + ". They stop by themselves, within " + (state.getCutOffMs() + 999) / 1000 + " s at the latest.");
        }
        if (!state.getUnkept().isEmpty()) {
            console.warn("It holds now, but " + SafeText.of(state.getUnkept()) + ".");
        }
    }

    /** Whether all is stopped, since when, by whom and why. */
    public static String sentence(StopState state) {
        if (!state.getStopped()) {
            return "Nothing is stopped.";
        }
        return "All probing is stopped since " + Shown.time(state.getSinceMs())
                + (state.getBy().isEmpty() ? "" : ", by " + SafeText.of(state.getBy()))
                + (state.getReason().isEmpty() ? "" : ": " + SafeText.of(state.getReason()))
                + (state.getReason().endsWith(".") ? "" : ".") + " 'scanctl stop --clear' lets it go on.";
    }
}
