package dev.scanctl.coordinator.query;

import dev.scanctl.coordinator.filter.Query;
import dev.scanctl.coordinator.filter.Reach;
import dev.scanctl.coordinator.filter.text.Vocabulary;
import dev.scanctl.proto.v1.FilterExplanation;
import dev.scanctl.proto.v1.FilterPart;
import dev.scanctl.proto.v1.ListResultsRequest;
import dev.scanctl.wire.PortState;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Says how a request for results is understood, and which parts of it the store looks up. */
public final class Explanation {
    private Explanation() {}

    public static FilterExplanation of(ListResultsRequest request, Words words) {
        Vocabulary vocabulary = words.now(request.getScansList());
        Query query = Asked.of(request, vocabulary);
        Set<String> segments = Set.copyOf(vocabulary.segments());
        FilterExplanation.Builder explanation = FilterExplanation.newBuilder().setUnderstood(query.toString());
        for (Query part : parts(query)) {
            Reach reach = Reach.of(part, segments);
            explanation.addParts(FilterPart.newBuilder()
                    .setText(part.toString())
                    .setLookedUp(String.join(", ", narrowed(reach, segments)))
                    .setTested(!reach.exact()));
        }
        return explanation.addAllNotes(notes(Reach.of(query, segments))).build();
    }

    private static List<Query> parts(Query query) {
        return switch (query) {
            case Query.Every _ -> List.of();
            case Query.And and -> and.parts();
            case Query.Or _, Query.Not _, Query.Is _ -> List.of(query);
        };
    }

    private static List<String> narrowed(Reach reach, Set<String> segments) {
        List<String> narrowed = new ArrayList<>();
        if (reach.addresses().isPresent()) {
            narrowed.add("addresses");
        }
        if (!reach.everyPort()) {
            narrowed.add("ports");
        }
        if (reach.states().size() < PortState.values().length) {
            narrowed.add("states");
        }
        if (reach.segments().size() < segments.size()) {
            narrowed.add("segments");
        }
        if (reach.scans().isPresent()) {
            narrowed.add("scans");
        }
        return narrowed;
    }

    private static List<String> notes(Reach reach) {
        return List.of(
                reach.scans().isPresent()
                        ? "Each scan is listed by itself."
                        : "Of each port the latest observation over all scans has to fulfil it.",
                reach.exact() ? "No row needs a test." : "The rows that are found are tested one by one.");
    }
}
