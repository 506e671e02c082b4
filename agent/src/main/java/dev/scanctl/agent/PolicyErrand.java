package dev.scanctl.agent;

import dev.scanctl.agent.policy.Decision;
import dev.scanctl.agent.policy.Policy;
import dev.scanctl.agent.policy.PolicyFile;
import dev.scanctl.program.Errand;
import dev.scanctl.program.LongRunning.Surroundings;
import dev.scanctl.program.Refused;
import dev.scanctl.wire.Address;
import dev.scanctl.wire.HostPort;
import dev.scanctl.wire.Protocol;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** {@code scan-agent policy check}: whether a probe would leave, and why. */
final class PolicyErrand extends Errand {
    private static final int REFUSED = 6;

    PolicyErrand() {
        super(
                "scan-agent",
                "policy",
                "'policy check ADDRESS:PORT' says whether this machine's owner lets a probe leave, and by which line.",
                new Word("--policy", "FILE", "The policy. Default: " + Settings.DEFAULT_POLICY + "."),
                new Word("--protocol", "tcp|udp", "Default: tcp."),
                new Word("--coordinator", "HOST:PORT", "The coordinator, which is denied unless it is listed."));
    }

    @Override
    protected int run(Words words, List<String> rest, Surroundings around) throws IOException {
        if (rest.size() != 2 || !rest.getFirst().equals("check")) {
            throw new Refused("say what to check: scan-agent policy check ADDRESS:PORT", null);
        }
        Path file = words.of("--policy").isEmpty() ? Settings.DEFAULT_POLICY : Path.of(words.of("--policy"));
        Policy policy = PolicyFile.read(file, coordinator(words.of("--coordinator")));
        HostPort target = hostPort(rest.getLast());
        Decision decision = policy.explain(address(target), target.port(), protocol(words.of("--protocol")));
        around.out().println((decision.allowed() ? "allowed: " : "denied: ") + decision.because());
        return decision.allowed() ? 0 : REFUSED;
    }

    private static List<Address> coordinator(String text) {
        return text.isEmpty() ? List.of() : new CoordinatorAddresses(hostPort(text)).get();
    }

    private static HostPort hostPort(String text) {
        try {
            return HostPort.parse(text);
        } catch (IllegalArgumentException e) {
            throw new Refused(String.valueOf(e.getMessage()), e);
        }
    }

    private static Address address(HostPort target) {
        try {
            return Address.parse(target.host().replaceFirst("%.*", ""));
        } catch (IllegalArgumentException e) {
            throw new Refused("'" + target.host() + "' is no numeric address, and no other is ever probed", e);
        }
    }

    private static Protocol protocol(String text) {
        return switch (text) {
            case "", "tcp" -> Protocol.TCP;
            case "udp" -> Protocol.UDP;
            default -> throw new Refused("'" + text + "' is no protocol: there is tcp, udp", null);
        };
    }
}
