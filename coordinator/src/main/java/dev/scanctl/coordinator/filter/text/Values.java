package dev.scanctl.coordinator.filter.text;

import dev.scanctl.coordinator.filter.Key;
import dev.scanctl.coordinator.filter.Meaning;
import dev.scanctl.coordinator.filter.Term;
import dev.scanctl.coordinator.grammar.BadInput;
import dev.scanctl.coordinator.grammar.PortParser;
import dev.scanctl.coordinator.grammar.Ports;
import dev.scanctl.coordinator.grammar.TargetParser;
import dev.scanctl.program.Spelling;
import dev.scanctl.proto.v1.SourceText;
import dev.scanctl.wire.AddressSet;
import dev.scanctl.wire.Method;
import dev.scanctl.wire.PortRange;
import dev.scanctl.wire.PortSet;
import dev.scanctl.wire.PortState;
import dev.scanctl.wire.Protocol;
import dev.scanctl.wire.Reason;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads the value of a key. */
final class Values {
    private static final PortSet EVERY = PortSet.of(new PortRange(0, 0xffff));
    private static final Map<String, Set<PortState>> STATES = states();

    private final Vocabulary vocabulary;
    private final Measures measures;

    Values(Vocabulary vocabulary) {
        this.vocabulary = vocabulary;
        this.measures = new Measures(vocabulary.nowMs());
    }

    Term of(Key key, Token value) {
        return switch (key) {
            case NET -> net(value);
            case PORT -> port(value);
            case PROTO, FROM, STATE, REASON, METHOD, SCAN, LABEL, SEEN, FIRST, RTT -> new Term(key, typed(value), meaning(key, value));
        };
    }

    private Meaning meaning(Key key, Token value) {
        return switch (key) {
            case FROM -> new Meaning.Segments(Set.copyOf(words(value, vocabulary.segments(), "segment")));
            case STATE -> new Meaning.States(merged(value, STATES, "state"));
            case REASON -> new Meaning.Reasons(each(value, Reason.values(), Reason::label, "reason"));
            case METHOD -> new Meaning.Methods(each(value, Method.values(), Method::label, "method"));
            case SCAN -> new Meaning.Scans(scans(value));
            case LABEL -> new Meaning.Addresses(labelled(value));
            case SEEN -> new Meaning.Seen(measures.seen(value));
            case FIRST -> new Meaning.FirstSeen(measures.seen(value));
            case RTT -> new Meaning.RoundTrip(measures.rtt(value));
            case PROTO -> new Meaning.OfPorts(protocols(value));
            case NET, PORT -> throw new IllegalArgumentException(key + " is read as a list of its own");
        };
    }

    /** As it is typed again: each entry of the list quoted where it needs it. */
    private static String typed(Token value) {
        return value.entries().stream().map(entry -> Token.quoted(entry.unquoted())).collect(Collectors.joining(","));
    }

    Term net(Token value) {
        SourceText text = SourceText.newBuilder().setText(value.unquoted()).build();
        try {
            AddressSet addresses = new TargetParser(vocabulary.names()).parse(List.of(text)).addresses();
            if (addresses.isEmpty()) {
                throw value.refuse("it names no address");
            }
            return new Term(Key.NET, list(value.unquoted()), new Meaning.Addresses(addresses));
        } catch (BadInput e) {
            throw pointing(value, e);
        }
    }

    private Term port(Token value) {
        try {
            Meaning ports = new Meaning.OfPorts(PortParser.parseExclusions(value.unquoted()));
            return new Term(Key.PORT, list(value.unquoted()), ports);
        } catch (BadInput e) {
            throw pointing(value, e);
        }
    }

    /** Commas have their own meaning within these, so only what would end the word is quoted. */
    private static String list(String text) {
        return text.chars().anyMatch(c -> Character.isWhitespace(c) || c == '(' || c == ')') ? "\"" + text + "\"" : text;
    }

    private static BadInput pointing(Token value, BadInput problem) {
        if (problem.sentence().indexOf('\n') >= 0) {
            return problem;
        }
        BadInput at = value.refuse(problem.sentence());
        return BadInput.at(at.sentence(), value.text(), at.position(), problem.unresolved());
    }

    private static Ports protocols(Token value) {
        Set<Protocol> protocols = each(value, Protocol.values(), Protocol::label, "protocol");
        return new Ports(
                protocols.contains(Protocol.TCP) ? EVERY : PortSet.EMPTY,
                protocols.contains(Protocol.UDP) ? EVERY : PortSet.EMPTY);
    }

    private AddressSet labelled(Token value) {
        AddressSet addresses = AddressSet.EMPTY;
        for (String name : words(value, vocabulary.labels().keySet(), "label")) {
            addresses = addresses.union(vocabulary.labels().getOrDefault(name, AddressSet.EMPTY));
        }
        return addresses;
    }

    private Set<Long> scans(Token value) {
        return value.entries().stream()
                .map(entry -> vocabulary.scans().applyAsLong(entry.unquoted()))
                .collect(Collectors.toSet());
    }

    private static Map<String, Set<PortState>> states() {
        Map<String, Set<PortState>> states = new LinkedHashMap<>();
        for (PortState state : PortState.values()) {
            states.put(state.label(), EnumSet.of(state));
        }
        states.put("open-filtered", EnumSet.of(PortState.OPEN_FILTERED));
        states.put("all", EnumSet.allOf(PortState.class));
        return states;
    }

    private static Set<PortState> merged(Token value, Map<String, Set<PortState>> known, String noun) {
        Set<PortState> states = EnumSet.noneOf(PortState.class);
        words(value, known.keySet(), noun).forEach(word -> states.addAll(known.getOrDefault(word, Set.of())));
        return states;
    }

    private interface Labelled<T> {
        String of(T value);
    }

    private static <T> Set<T> each(Token value, T[] all, Labelled<T> label, String noun) {
        List<String> labels = Stream.of(all).map(label::of).toList();
        List<String> asked = words(value, labels, noun);
        return Arrays.stream(all).filter(one -> asked.contains(label.of(one))).collect(Collectors.toSet());
    }

    /** The entries, each of which must be known. */
    private static List<String> words(Token value, Collection<String> known, String noun) {
        Set<String> words = new LinkedHashSet<>();
        for (Token entry : value.entries()) {
            String word = entry.unquoted();
            if (!known.contains(word)) {
                String all = known.size() > 12 ? "" : known.isEmpty() ? "; there is none" : "; there are "
                        + String.join(", ", known);
                throw entry.refuse("there is no " + noun + " '" + word + "'"
                        + Spelling.nearest(word, known).map(near -> "; did you mean '" + near + "'?").orElse(all));
            }
            words.add(word);
        }
        return List.copyOf(words);
    }
}
