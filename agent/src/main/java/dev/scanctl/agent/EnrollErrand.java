package dev.scanctl.agent;

import dev.scanctl.agent.identity.Enrolled;
import dev.scanctl.agent.identity.Enrolment;
import dev.scanctl.program.Errand;
import dev.scanctl.program.LongRunning.Surroundings;
import dev.scanctl.program.Refused;
import dev.scanctl.trust.Token;
import dev.scanctl.wire.HostPort;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** {@code scan-agent enroll}: an identity for a token. */
final class EnrollErrand extends Errand {
    private static final int UNAUTHENTICATED = 4;
    private static final int REFUSED = 6;
    private static final int UNREACHABLE = 7;
    private static final Duration BETWEEN = Duration.ofSeconds(2);
    /** Somebody approves within a day or not at all. */
    private static final int MOST_QUESTIONS = 24 * 1_800;

    EnrollErrand() {
        super(
                "scan-agent",
                "enroll",
                "gets this agent its identity and its segment, with a token of 'scanctl agent token create'.",
                new Word("--coordinator", "HOST:PORT", "The coordinator to enrol with. Required."),
                new Word("--token-file", "FILE", "Holds the token and may be read by its owner only; '-': standard input. Required."),
                new Word("--state-dir", "DIR", "Holds the identity, as for the agent itself."),
                new Word("--name", "NAME", "Name for people, where the token has none. Default: the host name."));
    }

    @Override
    protected int run(Words words, List<String> rest, Surroundings around) throws IOException {
        HostPort coordinator = hostPort(words.require("--coordinator"));
        Path stateDir = words.of("--state-dir").isEmpty()
                ? AgentConfig.defaultStateDir()
                : Path.of(words.of("--state-dir"));
        Token token = Token.read(Token.Kind.JOIN, words.require("--token-file"));
        Optional<Enrolled> before = Enrolled.in(stateDir);
        if (before.isPresent() && !before.get().token().equals(token.id())) {
            throw new Refused("this agent is " + before.get().name() + " in segment " + before.get().segment()
                    + " already: remove " + Enrolled.file(stateDir) + " to make it another", null);
        }
        String name = words.of("--name").isEmpty() ? AgentConfig.hostName() : words.of("--name");
        try {
            Enrolled enrolled = before.isPresent()
                    ? before.get()
                    : waiting(new Enrolment(coordinator, token, stateDir), name, around);
            around.out().println("Enrolled as " + enrolled.name() + " in segment " + enrolled.segment() + " (" + enrolled.id()
                    + "). Start it with: scan-agent --coordinator " + coordinator);
            return 0;
        } catch (StatusRuntimeException e) {
            return refused(e, coordinator, around);
        }
    }

    private static HostPort hostPort(String text) {
        try {
            return HostPort.parse(text);
        } catch (IllegalArgumentException e) {
            throw new Refused(String.valueOf(e.getMessage()), e);
        }
    }

    private static Enrolled waiting(Enrolment enrolment, String name, Surroundings around) throws IOException {
        Optional<Enrolled> enrolled = enrolment.ask(name);
        if (enrolled.isEmpty()) {
            around.err().println("scan-agent: waiting to be approved: 'scanctl agents' lists it, 'scanctl agent approve' lets it in");
        }
        for (int i = 0; enrolled.isEmpty() && i < MOST_QUESTIONS; i++) {
            LockSupport.parkNanos(BETWEEN.toNanos());
            enrolled = enrolment.ask(name);
        }
        return enrolled.orElseThrow(() -> new Refused("nobody approved this agent within a day", null));
    }

    private static int refused(StatusRuntimeException e, HostPort coordinator, Surroundings around) {
        String sentence = e.getStatus().getDescription() == null ? e.getStatus().getCode().name() : e.getStatus().getDescription();
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        boolean refused = e.getStatus().getCode() == Status.Code.PERMISSION_DENIED;
        boolean another = root instanceof CertificateException;
        around.err().println("scan-agent: " + (refused ? "refused: " + sentence
                : another ? "the coordinator at " + coordinator + " is not the one of the token, which was not told to it: "
                        + root.getMessage()
                : "cannot enrol with the coordinator at " + coordinator + ": " + (root == e ? sentence : root.getMessage())));
        return refused ? REFUSED : another ? UNAUTHENTICATED : UNREACHABLE;
    }
}
