package dev.scanctl.coordinator.query;

import dev.scanctl.coordinator.filter.Key;
import dev.scanctl.coordinator.filter.Meaning;
import dev.scanctl.coordinator.filter.Query;
import dev.scanctl.coordinator.filter.Span;
import dev.scanctl.coordinator.filter.Subject;
import dev.scanctl.coordinator.filter.Term;
import dev.scanctl.coordinator.filter.text.QueryParser;
import dev.scanctl.coordinator.filter.text.Vocabulary;
import dev.scanctl.coordinator.grammar.BadInput;
import dev.scanctl.coordinator.grammar.PortParser;
import dev.scanctl.coordinator.grammar.TargetParser;
import dev.scanctl.proto.v1.ListResultsRequest;
import dev.scanctl.proto.v1.SourceText;
import dev.scanctl.wire.AddressSet;
import dev.scanctl.wire.PortState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** A request for results as one query: its fields say in other words what a filter says. */
public final class Asked {
    private final ListResultsRequest request;
    private final Vocabulary words;

    private Asked(ListResultsRequest request, Vocabulary words) {
        this.request = request;
        this.words = words;
    }

    /** {@link BadInput} if anything in it cannot be understood, {@link NoSuchScan} if a scan is missing. */
    public static Query of(ListResultsRequest request, Vocabulary words) {
        return new Asked(request, words).query();
    }

    private Query query() {
        List<Term> terms = new ArrayList<>();
        if (request.getScansCount() > 0) {
            Set<Long> ids = request.getScansList().stream().map(words.scans()::applyAsLong).collect(Collectors.toSet());
            terms.add(new Term(Key.SCAN, list(request.getScansList()), new Meaning.Scans(ids)));
        }
        if (request.getTargetsCount() > 0) {
            List<String> typed = request.getTargetsList().stream().map(SourceText::getText).toList();
            AddressSet addresses =
                    new TargetParser(words.names()).parse(request.getTargetsList()).addresses();
            terms.add(new Term(Key.NET, String.join(",", typed), new Meaning.Addresses(addresses)));
        }
        if (!request.getPorts().isBlank()) {
            Meaning ports = new Meaning.OfPorts(PortParser.parseExclusions(request.getPorts()));
            terms.add(new Term(Key.PORT, request.getPorts().replace(" ", ""), ports));
        }
        if (request.getSegmentsCount() > 0) {
            Meaning segments = new Meaning.Segments(Set.copyOf(request.getSegmentsList()));
            terms.add(new Term(Key.FROM, list(request.getSegmentsList()), segments));
        }
        if (request.getSinceMs() > 0) {
            Span since = new Span(request.getSinceMs(), Long.MAX_VALUE);
            terms.add(new Term(Key.SEEN, ">=" + Instant.ofEpochMilli(request.getSinceMs()), new Meaning.Seen(since)));
        }
        Query filter = QueryParser.parse(request.getFilter(), words, Subject.PORTS);
        Set<PortState> states = states();
        if (states.isEmpty() && !filter.mentions(Key.STATE)) {
            states = EnumSet.of(PortState.OPEN, PortState.OPEN_FILTERED);
        }
        if (!states.isEmpty()) {
            String labels = list(states.stream().map(PortState::label).toList());
            terms.add(new Term(Key.STATE, labels, new Meaning.States(states)));
        }
        List<Query> parts = new ArrayList<>();
        terms.forEach(term -> parts.add(new Query.Is(term)));
        parts.add(filter);
        return Query.and(parts);
    }

    private Set<PortState> states() {
        if (request.getAllStates()) {
            return EnumSet.allOf(PortState.class);
        }
        Set<PortState> states = EnumSet.noneOf(PortState.class);
        for (int number : request.getStatesValueList()) {
            if (number < 1 || number > PortState.values().length) {
                throw new BadInput("No port state has number " + number + ".");
            }
            states.add(PortState.of(number));
        }
        return states;
    }

    private static String list(List<String> names) {
        return names.stream()
                .map(name -> name.chars().allMatch(c -> c > ' ' && c != ',') ? name : "\"" + name + "\"")
                .collect(Collectors.joining(","));
    }
}
