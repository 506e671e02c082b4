package dev.scanctl.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.scanctl.trust.Credentials;
import dev.scanctl.trust.SecretFile;
import dev.scanctl.trust.Token;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Operators, agents and tokens as people handle them: by the programs alone. */
@Timeout(300)
class TrustTest {
    @TempDir
    Path directory;

    @Test
    void rolesTokensAndBansHold() throws Exception {
        try (Site site = Site.onLoopback(directory)) {
            Program alpha = site.startAgent("alpha", "lab");
            assertThat(site.scanctl(0, "agents")).contains("alpha", "lab", "connected");

            Path viewer = directory.resolve("vera.context");
            site.scanctl(0, "operator", "create", "vera", "--role", "viewer", "--file", viewer.toString());
            site.scanctl(0, "context", "import", viewer.toString(), "--name", "vera");
            Path key = directory.resolve("scanctl/vera.pem");
            site.scanctlAs(key, 0, "scans");
            site.scanctlAs(key, 6, "submit", "127.0.0.1", "-p", "1", "--from", "lab", "--detach");
            site.scanctlAs(key, 6, "audit", "tail");

            Path program = directory.resolve("ci.token");
            SecretFile.write(program, site.scanctl(0, "token", "create", "ci", "--role", "viewer", "-q"));
            site.scanctlAs(program, 0, "scans");
            String id = Token.read(Token.Kind.API, program.toString()).id();
            assertThat(site.scanctl(0, "token", "list")).contains(id, "viewer");
            site.scanctl(0, "token", "revoke", id);
            site.scanctlAs(program, 4, "scans");

            site.scanctl(0, "agent", "ban", "alpha");
            alpha.awaitText("banned");
            assertThat(site.scanctl(0, "agents")).contains("banned").doesNotContain("connected");
            assertThat(site.scanctl(0, "audit", "tail", "-o", "jsonl"))
                    .contains("operator:vera", "ScanService/Preview", "refused", "IdentityService/ActOnAgent");
            site.scanctl(0, "audit", "verify");
            noSecretStandsAnywhere(program);
        }
    }

    /** In no file but its own: neither as text nor as bytes, in no log, no store, no audit record. */
    private void noSecretStandsAnywhere(Path tokenOfProgram) throws IOException {
        List<Path> own = List.of(tokenOfProgram, directory.resolve("token-alpha"));
        List<String> canaries = new ArrayList<>();
        for (Path file : own) {
            Token.Kind kind = file.equals(tokenOfProgram) ? Token.Kind.API : Token.Kind.JOIN;
            Token token = Token.read(kind, file.toString());
            canaries.add(new String(token.secret(), StandardCharsets.ISO_8859_1));
            canaries.add(HexFormat.of().formatHex(token.secret()));
            canaries.add(token.text().substring(24, 60));
        }
        Credentials admin = Credentials.read(directory.resolve("scanctl/admin.pem"));
        canaries.add(new String(admin.key().getEncoded(), StandardCharsets.ISO_8859_1));
        int looked = 0;
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                // What the command that makes a token printed is where it is handed over.
                boolean handedOver = own.contains(file) || file.getFileName().toString().matches("Main.*\\.out");
                if (!handedOver) {
                    looked++;
                    assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
                            .as("%s", file)
                            .doesNotContain(canaries.toArray(String[]::new));
                }
            }
        }
        assertThat(looked).isGreaterThan(10);
    }

    @Test
    void scanKeepsToItsOperatorsScopeAndToItsHours() throws Exception {
        try (Site site = Site.onLoopback(directory)) {
            site.startAgent("alpha", "lab");
            Path file = directory.resolve("alice.context");
            site.scanctl(0, "operator", "create", "alice", "--role", "operator", "--file", file.toString());
            site.scanctl(0, "context", "import", file.toString(), "--name", "alice");
            Path alice = directory.resolve("scanctl/alice.pem");
            String[] within = {"submit", "127.0.0.2", "-p", "1-9", "--from", "lab", "-Pn", "--detach",
                "--deny", "daily 00:00-24:00 UTC", "--name", "waits"};
            site.scanctlAs(alice, 6, within);

            site.scanctl(0, "scope", "create", "loop", "127.0.0.0/24", "-p", "1-100", "--rate", "50", "--to", "alice");
            site.scanctlAs(alice, 6, "scope", "create", "more", "10.0.0.0/8");
            site.scanctlAs(alice, 6, "submit", "127.0.1.1", "-p", "1-9", "--from", "lab", "--detach");
            site.scanctlAs(alice, 6, "submit", "127.0.0.2", "-p", "1-101", "--from", "lab", "--detach");
            site.scanctlAs(alice, 0, within);
            site.scanctlAs(alice, 6, "edit", "waits", "--rate", "51");
            assertThat(site.said("show", "waits"))
                    .contains("Outside of its hours, for the next two weeks at least.", "not daily 00:00-24:00 UTC", "loop");
            assertThat(site.said("why", "waits")).contains("Outside of its hours");

            site.scanctl(0, "scope", "delete", "loop");
            await().until(() -> site.said("show", "waits").contains("Its scope 'loop' has ended"));
            assertThat(site.scanctl(0, "audit", "tail", "-o", "jsonl"))
                    .contains("127.0.1.1 is not in it", "tcp port 101 is not in it", "ScopeService/DeleteScope");
            site.scanctl(0, "cancel", "waits");
        }
    }

    @Test
    void falseCoordinatorIsNotToldTheToken() throws Exception {
        try (Site right = Site.onLoopback(directory.resolve("right"));
                Site wrong = Site.onLoopback(directory.resolve("wrong"))) {
            Path token = directory.resolve("token");
            String text = right.scanctl(0, "agent", "token", "create", "--from", "lab", "-q");
            SecretFile.write(token, text);

            try (Program enrolment = wrong.agent("enroll", "--token-file", token.toString(),
                    "--state-dir", directory.resolve("state").toString())) {
                assertThat(enrolment.exitCode(Duration.ofMinutes(1))).isEqualTo(4);
                assertThat(enrolment.transcript()).contains("is not the one of the token, which was not told to it");
            }
            assertThat(Files.readString(directory.resolve("wrong/coordinator/audit.log"))).doesNotContain("Enroll");
        }
    }

    @Test
    void anotherAuthorityReachesAgentsThatAreThereAndThatComeLater() throws Exception {
        try (Site site = Site.onLoopback(directory)) {
            site.startAgent("alpha", "lab");
            Program beta = site.startAgent("beta", "lab");
            beta.kill();
            site.scanctl(0, "ca", "rotate");
            await().atMost(Duration.ofSeconds(30)).until(() -> site.said("ca", "show").contains("do not know it yet: beta"));
            site.scanctl(2, "ca", "finish");

            site.startAgainAgent("beta");
            await().atMost(Duration.ofSeconds(30)).until(() -> site.said("ca", "show").contains("All agents know it"));
            site.scanctl(0, "context", "renew");
            site.scanctl(0, "ca", "finish");

            await().atMost(Duration.ofSeconds(60)).until(() -> site.said("agents", "-o", "json").contains("connected"));
            site.scanctl(0, "submit", "127.0.0.1", "-p", "1-100", "--from", "lab", "--probe", "connect");
        }
    }
}
