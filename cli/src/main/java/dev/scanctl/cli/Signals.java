package dev.scanctl.cli;

import sun.misc.Signal;
import sun.misc.SignalHandler;

/** Ctrl-C, a polite kill and a closed terminal: the first one is handed over, the next one ends the process. */
final class Signals {
    private Signals() {}

    static void install(Runnable reaction) {
        for (String name : new String[] {"INT", "TERM", "HUP"}) {
            Signal.handle(new Signal(name), signal -> {
                Signal.handle(signal, SignalHandler.SIG_DFL);
                reaction.run();
            });
        }
    }
}
