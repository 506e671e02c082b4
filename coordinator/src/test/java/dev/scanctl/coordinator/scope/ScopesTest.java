package dev.scanctl.coordinator.scope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scanctl.coordinator.access.AccessRefused;
import dev.scanctl.coordinator.access.Caller;
import dev.scanctl.coordinator.access.Role;
import dev.scanctl.coordinator.grammar.BadInput;
import dev.scanctl.coordinator.grammar.PortParser;
import dev.scanctl.coordinator.grammar.Ports;
import dev.scanctl.coordinator.grammar.TargetParser;
import dev.scanctl.coordinator.plan.Plan;
import dev.scanctl.coordinator.plan.UnitShape;
import dev.scanctl.coordinator.store.Store;
import dev.scanctl.proto.v1.ProbeHours;
import dev.scanctl.proto.v1.ScopeSpec;
import dev.scanctl.proto.v1.SourceText;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ScopesTest {
    private static final Caller ALICE = new Caller("operator:alice", "10.9.0.1", EnumSet.of(Role.OPERATOR));
    private static final Caller CI = new Caller("token:ci (0123456789abcdef)", "10.9.0.2", EnumSet.of(Role.OPERATOR));

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-27T12:00:00Z"));
    private final Store store = Store.inMemory(Clock.systemUTC());
    private final Scopes scopes = new Scopes(store, now::get);

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void operatorWithoutAScopeMayHaveNothingScanned() {
        assertThatThrownBy(() -> scopes.permitting(ALICE, plan("10.20.0.1", "22"), 0))
                .isInstanceOf(AccessRefused.class)
                .hasMessageContaining("operator:alice holds no scope")
                .hasMessageContaining("--to alice");
    }

    @Test
    void whoNeedNotProveWhoHeIsNeedsNoScope() {
        Caller local = new Caller(Caller.LOCAL, Caller.LOCAL, EnumSet.of(Role.ADMIN));

        assertThat(scopes.permitting(local, plan("10.20.0.1", "22"), 0)).isEmpty();
    }

    @Test
    void scanWithinAScopeIsPermittedByIt() {
        scopes.create(spec("plant", "10.20.0.0/16"), ALICE);

        assertThat(scopes.permitting(ALICE, plan("10.20.3.0/24", "1-65535"), 0)).get()
                .extracting(Scope::name).isEqualTo("plant");
        assertThatThrownBy(() -> scopes.permitting(CI, plan("10.20.3.0/24", "22"), 0)).hasMessageContaining("holds no scope");
    }

    @Test
    void whatIsOutsideIsNamed() {
        scopes.create(
                spec("plant", "10.20.0.0/16").toBuilder()
                        .addExclusions(text("10.20.9.0/24"))
                        .setPorts("22,80-90,U:53")
                        .setMaxPps(500)
                        .build(),
                ALICE);

        refused("10.20.0.0-10.21.0.4", "22", 0, "scope plant: 10.21.0.0-10.21.0.4 is not in it");
        refused("10.20.8.0-10.20.9.3", "22", 0, "10.20.9.0-10.20.9.3 is excluded from it (--exclude leaves it out)");
        refused("10.20.0.1", "22,443,8080", 0, "tcp port 443 (and 1 more) is not in it");
        refused("10.20.0.1", "U:161", 0, "udp port 161 is not in it");
        refused("10.20.0.1", "22", 501, "501 probes a second are more than its 500");
        assertThat(scopes.permitting(ALICE, plan("10.20.0.1", "22,80,U:53"), 500)).isPresent();
    }

    @Test
    void scanMustLieWithinOneScope() {
        scopes.create(spec("a", "10.20.0.0/24"), ALICE);
        scopes.create(spec("b", "10.20.1.0/24"), ALICE);

        refused("10.20.0.0/23", "22", 0, "scope a: 10.20.1.0");
        assertThat(scopes.permitting(ALICE, plan("10.20.1.7", "22"), 0)).get().extracting(Scope::name).isEqualTo("b");
    }

    @Test
    void scopeIsHeldByTheOperatorsAndTokensNamed() {
        scopes.create(spec("plant", "10.20.0.0/16").toBuilder().addHolders("bob").addHolders("token:ci").build(), ALICE);

        assertThat(scopes.permitting(CI, plan("10.20.0.1", "22"), 0)).isPresent();
        assertThatThrownBy(() -> scopes.permitting(ALICE, plan("10.20.0.1", "22"), 0)).isInstanceOf(AccessRefused.class);
        Caller likeCi = new Caller("token:cicada (0123)", "x", EnumSet.of(Role.OPERATOR));
        assertThatThrownBy(() -> scopes.permitting(likeCi, plan("10.20.0.1", "22"), 0)).isInstanceOf(AccessRefused.class);
    }

    @Test
    void scopeThatHasEndedPermitsNothing() {
        scopes.create(spec("plant", "10.20.0.0/16").toBuilder().setTtlMs(60_000).build(), ALICE);
        assertThat(scopes.inForce("plant")).isTrue();

        now.set(now.get().plus(Duration.ofMinutes(1)));

        assertThat(scopes.inForce("plant")).isFalse();
        assertThatThrownBy(() -> scopes.permitting(ALICE, plan("10.20.0.1", "22"), 0)).hasMessageContaining("no scope");
    }

    @Test
    void scopesAreReadAgainAsTheyWereMade() {
        ScopeSpec made = spec("plant", "10.20.0.0/24,10.20.1.0/24").toBuilder()
                .setHours(ProbeHours.newBuilder().addDeny("Mon-Fri 08:30-17:30 Europe/Berlin"))
                .build();
        Scope scope = scopes.create(made, ALICE);

        Scope again = new Scopes(store, now::get).list().getFirst();

        assertThat(again.spec()).isEqualTo(scope.spec());
        assertThat(again.allowed()).isEqualTo(scope.allowed());
        assertThat(again.row().grantedBy()).isEqualTo("operator:alice");
        assertThat(again.spec().getHours().getDeny(0)).isEqualTo("Mon,Tue,Wed,Thu,Fri 08:30-17:30 Europe/Berlin");
        scopes.delete("plant");
        assertThat(new Scopes(store, now::get).list()).isEmpty();
    }

    @Test
    void badScopesAreRefusedInOneSentence() {
        malformed(spec("", "10.0.0.1"), "'' is not a scope's name");
        malformed(spec("a", "10.0.0.1").toBuilder().clearTargets().build(), "has no address");
        malformed(spec("a", "www.example.org"), "'www.example.org' is a host name, and a scope has addresses only");
        malformed(spec("a", "fe80::1%eth0"), "a scope has no zones");
        malformed(spec("a", "10.0.0.1").toBuilder().setHours(ProbeHours.newBuilder().addAllow("noon")).build(), "'noon'");
        malformed(spec("a", "10.0.0.1").toBuilder().addHolders("a b").build(), "'a b'");
        scopes.create(spec("a", "10.0.0.1"), ALICE);
        assertThatThrownBy(() -> scopes.create(spec("a", "10.0.0.2"), ALICE)).hasMessageContaining("there is a scope 'a' already");
        assertThatThrownBy(() -> scopes.delete("b")).hasMessageContaining("there is no scope 'b'");
    }

    private void refused(String targets, String ports, long rate, String sentence) {
        assertThatThrownBy(() -> scopes.permitting(ALICE, plan(targets, ports), rate))
                .isInstanceOf(AccessRefused.class)
                .hasMessageContaining(sentence);
    }

    private void malformed(ScopeSpec spec, String sentence) {
        assertThatThrownBy(() -> scopes.create(spec, ALICE)).isInstanceOf(BadInput.class).hasMessageContaining(sentence);
    }

    private static ScopeSpec spec(String name, String targets) {
        return ScopeSpec.newBuilder().setName(name).addTargets(text(targets)).build();
    }

    private static SourceText text(String text) {
        return SourceText.newBuilder().setText(text).build();
    }

    private static Plan plan(String targets, String ports) {
        TargetParser parser = new TargetParser(name -> {
            throw new UnknownHostException(name);
        });
        Ports of = PortParser.parse(ports);
        return Plan.of(
                parser.parse(List.of(text(targets))).addresses(), of.tcp(), of.udp(), new UnitShape(16, 16, 16, 16), 1);
    }
}
