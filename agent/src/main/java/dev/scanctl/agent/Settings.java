package dev.scanctl.agent;

import dev.scanctl.agent.AgentConfig.Effort;
import dev.scanctl.agent.AgentConfig.TransportChoice;
import dev.scanctl.agent.AgentConfig.Vantage;
import dev.scanctl.agent.identity.Enrolled;
import dev.scanctl.agent.policy.PolicyFile;
import dev.scanctl.program.Given;
import dev.scanctl.program.Refused;
import dev.scanctl.wire.HostPort;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;

/** Reads every {@link Setting} into an {@link AgentConfig}, in one place. */
final class Settings {
    /** Where the policy is looked for. */
    static final Path DEFAULT_POLICY = Path.of("/etc/scanctl/agent.policy");

    private Settings() {}

    /** The configuration that all settings make together. */
    static AgentConfig config(Given<Setting> given) {
        Effort effort = effort(given);
        String coordinator = given.require(Setting.COORDINATOR, Settings::hostAndPort);
        Path stateDir = given.read(Setting.STATE_DIR, Path::of).orElseGet(AgentConfig::defaultStateDir);
        Enrolled who = enrolled(stateDir);
        return new AgentConfig(coordinator, new Vantage(who.segment(), who.space(), who.name()), stateDir, effort);
    }

    private static Effort effort(Given<Setting> given) {
        int threads = given.read(Setting.THREADS, text -> (int) number(text, 1, 64))
                .orElse(Effort.ofThisMachine().threads());
        return new Effort(
                given.read(Setting.MAX_UNITS, text -> (int) number(text, 1, 1024)).orElse(Effort.units(threads)),
                given.read(Setting.MAX_RATE, text -> number(text, 0, Long.MAX_VALUE)).orElse(0L),
                threads,
                given.read(Setting.TRANSPORT, TransportChoice::parse).orElse(TransportChoice.AUTO));
    }

    /** What it got when it enrolled, or a refusal. */
    static Enrolled enrolled(Path stateDir) {
        try {
            return Enrolled.in(stateDir)
                    .orElseThrow(() -> new Refused("this agent has not enrolled (there is no " + Enrolled.file(stateDir)
                            + "): scan-agent enroll --coordinator HOST:PORT --token-file FILE", null));
        } catch (IOException e) {
            throw new Refused(String.valueOf(e.getMessage()), e);
        }
    }

    /** The file in which this machine's owner says what may be probed from it. */
    static PolicyFile policy(Given<Setting> given) {
        Path file = given.read(Setting.POLICY, Path::of).orElse(DEFAULT_POLICY);
        HostPort coordinator = HostPort.parse(given.require(Setting.COORDINATOR, Settings::hostAndPort));
        return new PolicyFile(file, new CoordinatorAddresses(coordinator), InstantSource.system());
    }

    private static String hostAndPort(String text) {
        Dial.parse(text);
        return text;
    }

    private static long number(String text, long low, long high) {
        try {
            long number = Long.parseLong(text);
            if (number >= low && number <= high) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Said below, with the range.
        }
        String range = high == Long.MAX_VALUE ? "of at least " + low : "from " + low + " to " + high;
        throw new IllegalArgumentException("'" + text + "' is not a number " + range);
    }
}
