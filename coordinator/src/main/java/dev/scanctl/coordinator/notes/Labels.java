package dev.scanctl.coordinator.notes;

import com.google.protobuf.ByteString;
import dev.scanctl.coordinator.grammar.BadInput;
import dev.scanctl.coordinator.grammar.TargetParser;
import dev.scanctl.coordinator.query.Words;
import dev.scanctl.coordinator.store.Lane;
import dev.scanctl.coordinator.store.Store;
import dev.scanctl.proto.v1.AddressRange;
import dev.scanctl.proto.v1.ChangeLabelRequest;
import dev.scanctl.proto.v1.Label;
import dev.scanctl.proto.v1.ListLabelsResponse;
import dev.scanctl.wire.AddressSet;
import java.util.List;
import java.util.Map;

/** Labels of addresses. */
public final class Labels {
    /** Ranges over all labels: each query reads them all, which takes some milliseconds then. */
    private static final int MOST_RANGES = 20_000;

    private final Store store;
    private final Words words;

    public Labels(Store store, Words words) {
        this.store = store;
        this.words = words;
    }

    /**
     * Gives a label to addresses, or takes it from them.
     *
     * @throws BadInput if a target or the label cannot be used
     * @throws NoSuchNote if it is to be taken away, and no address has it
     */
    public Label change(ChangeLabelRequest request) {
        String name = NoteName.checked("the label", request.getLabel());
        AddressSet addresses = new TargetParser(words.now(List.of()).names())
                .parse(request.getTargetsList())
                .addresses();
        if (addresses.isEmpty()) {
            throw new BadInput("say which addresses the label '" + name + "' is for");
        }
        return store.write(Lane.CONTROL, tables -> {
                    Map<String, AddressSet> all = tables.labels().all();
                    AddressSet before = all.getOrDefault(name, AddressSet.EMPTY);
                    if (request.getRemove() && before.intersect(addresses).isEmpty()) {
                        throw new NoSuchNote("none of these addresses has the label '" + name + "'");
                    }
                    AddressSet after = request.getRemove() ? before.minus(addresses) : before.union(addresses);
                    int others = all.values().stream().mapToInt(some -> some.ranges().size()).sum()
                            - before.ranges().size();
                    if (others + after.ranges().size() > MOST_RANGES) {
                        throw new BadInput("all labels together may have " + MOST_RANGES + " ranges of addresses");
                    }
                    tables.labels().replace(name, after);
                    return label(name, after);
                })
                .join();
    }

    /** By name. */
    public ListLabelsResponse list() {
        ListLabelsResponse.Builder labels = ListLabelsResponse.newBuilder();
        store.read(tables -> tables.labels().all()).forEach((name, some) -> labels.addLabels(label(name, some)));
        return labels.build();
    }

    private static Label label(String name, AddressSet addresses) {
        Label.Builder label = Label.newBuilder().setName(name).setAddresses(addresses.size());
        for (var range : addresses.ranges()) {
            label.addRanges(AddressRange.newBuilder()
                    .setFirst(ByteString.copyFrom(range.first().toBytes()))
                    .setLast(ByteString.copyFrom(range.last().toBytes())));
        }
        return label.build();
    }
}
