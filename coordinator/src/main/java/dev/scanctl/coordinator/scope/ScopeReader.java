package dev.scanctl.coordinator.scope;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.scanctl.coordinator.access.Caller;
import dev.scanctl.coordinator.grammar.BadInput;
import dev.scanctl.coordinator.grammar.PortParser;
import dev.scanctl.coordinator.grammar.Ports;
import dev.scanctl.coordinator.grammar.TargetParser;
import dev.scanctl.coordinator.grammar.Targets;
import dev.scanctl.coordinator.lease.Permit;
import dev.scanctl.coordinator.store.trust.ScopeRow;
import dev.scanctl.proto.v1.ProbeHours;
import dev.scanctl.proto.v1.ScopeSpec;
import dev.scanctl.proto.v1.SourceText;
import dev.scanctl.trust.Subject;
import dev.scanctl.wire.AddressRange;
import dev.scanctl.wire.AddressSet;
import dev.scanctl.wire.PortRange;
import dev.scanctl.wire.PortSet;
import java.net.UnknownHostException;
import java.util.List;
import java.util.regex.Pattern;

/** Scopes as admins type them, and as they are stored. */
final class ScopeReader {
    private static final Pattern NAME = Pattern.compile("[a-z0-9._-]{1,64}");
    private static final int MOST_HOLDERS = 1_000;
    private static final int MOST_RANGES = 10_000;
    private static final long MAX_PPS = 1_000_000_000L;
    private static final String TOKEN = "token:";
    private static final String OPERATOR = "operator:";

    /** A scope must not change when a name does. */
    private static final TargetParser NUMERIC = new TargetParser(name -> {
        throw new UnknownHostException(name);
    });

    private ScopeReader() {}

    /**
     * What an admin typed, checked and in canonical form.
     *
     * @throws BadInput with one sentence
     */
    static ScopeSpec canonical(ScopeSpec typed, Caller caller) {
        if (!NAME.matcher(typed.getName()).matches()) {
            throw new BadInput("'" + typed.getName() + "' is not a scope's name: 1 to 64 of a-z, 0-9, '-', '_', '.'");
        }
        AddressSet targets = numeric(typed.getTargetsList());
        AddressSet exclusions = numeric(typed.getExclusionsList());
        if (targets.minus(exclusions).isEmpty()) {
            throw new BadInput("scope '" + typed.getName() + "' has no address: name what may be scanned, such as 10.20.0.0/16");
        }
        if (targets.ranges().size() + exclusions.ranges().size() > MOST_RANGES) {
            throw new BadInput("a scope has at most " + MOST_RANGES + " ranges of addresses");
        }
        if (typed.getMaxPps() < 0 || typed.getMaxPps() > MAX_PPS) {
            throw new BadInput("a scope's rate is from 1 to " + MAX_PPS + " probes a second");
        }
        PortParser.parse(typed.getPorts());
        return typed.toBuilder()
                .clearTargets()
                .addAllTargets(texts(targets))
                .clearExclusions()
                .addAllExclusions(texts(exclusions))
                .setHours(hours(typed.getHours(), typed.getName()))
                .clearHolders()
                .addAllHolders(holders(typed.getHoldersList(), caller))
                .build();
    }

    private static AddressSet numeric(List<SourceText> texts) {
        try {
            Targets parsed = NUMERIC.parse(texts);
            if (!parsed.zone().isEmpty()) {
                throw new BadInput("a scope has no zones: leave out %" + parsed.zone());
            }
            return parsed.addresses();
        } catch (BadInput e) {
            throw e.unresolved() ? new BadInput("'" + e.text() + "' is a host name, and a scope has addresses only") : e;
        }
    }

    private static List<SourceText> texts(AddressSet addresses) {
        return addresses.ranges().stream()
                .map(AddressRange::toString)
                .map(text -> SourceText.newBuilder().setText(text).build())
                .toList();
    }

    private static ProbeHours hours(ProbeHours typed, String scope) {
        try {
            return Permit.message(Permit.hours(typed)).toBuilder().setScope(scope).build();
        } catch (IllegalArgumentException e) {
            throw new BadInput(String.valueOf(e.getMessage()));
        }
    }

    private static List<String> holders(List<String> typed, Caller caller) {
        List<String> all = typed.isEmpty() ? List.of(own(caller)) : typed;
        if (all.size() > MOST_HOLDERS) {
            throw new BadInput("a scope has at most " + MOST_HOLDERS + " holders");
        }
        return all.stream().map(ScopeReader::holder).distinct().sorted().toList();
    }

    /** Who has proved nothing needs no scope, and can hold none. */
    private static String own(Caller caller) {
        if (!caller.actor().startsWith(OPERATOR)) {
            throw new BadInput("say who is to hold the scope: --to NAME, or --to token:NAME");
        }
        return caller.actor();
    }

    private static String holder(String typed) {
        String name = typed.startsWith(OPERATOR) ? typed.substring(OPERATOR.length()) : typed;
        try {
            return name.startsWith(TOKEN)
                    ? TOKEN + token(name.substring(TOKEN.length()))
                    : new Subject.Operator(name).name();
        } catch (IllegalArgumentException e) {
            throw new BadInput(String.valueOf(e.getMessage()));
        }
    }

    private static String token(String name) {
        if (name.isBlank() || name.length() > 64) {
            throw new BadInput("a token has a name of 1 to 64 characters");
        }
        return name;
    }

    static Scope stored(ScopeRow row) {
        try {
            ScopeSpec spec = ScopeSpec.parseFrom(row.spec());
            return new Scope(row, spec, numeric(spec.getTargetsList()), numeric(spec.getExclusionsList()), all(spec));
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("the stored scope " + row.name() + " is damaged", e);
        }
    }

    private static Ports all(ScopeSpec spec) {
        PortSet every = PortSet.of(new PortRange(0, 65_535));
        return spec.getPorts().isEmpty() ? new Ports(every, every) : PortParser.parse(spec.getPorts());
    }
}
