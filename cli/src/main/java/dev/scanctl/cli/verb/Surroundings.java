package dev.scanctl.cli.verb;

import dev.scanctl.cli.client.Sessions;
import dev.scanctl.cli.output.Console;
import java.time.InstantSource;
import java.util.Map;

/**
 * All that a run of the command line touches besides its arguments.
 *
 * @param environment variables of the process
 * @param version of this program
 */
public record Surroundings(
        Console console,
        Map<String, String> environment,
        Sessions sessions,
        Interrupts interrupts,
        InstantSource clock,
        String version) {}
