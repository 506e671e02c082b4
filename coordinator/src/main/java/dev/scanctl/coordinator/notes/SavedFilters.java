package dev.scanctl.coordinator.notes;

import dev.scanctl.coordinator.filter.Subject;
import dev.scanctl.coordinator.filter.text.QueryParser;
import dev.scanctl.coordinator.filter.text.Vocabulary;
import dev.scanctl.coordinator.grammar.BadInput;
import dev.scanctl.coordinator.query.Words;
import dev.scanctl.coordinator.store.Lane;
import dev.scanctl.coordinator.store.Store;
import dev.scanctl.coordinator.store.row.FilterRow;
import dev.scanctl.proto.v1.ListFiltersResponse;
import dev.scanctl.proto.v1.SavedFilter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Filters that have a name. */
public final class SavedFilters {
    private static final int MOST = 1_000;

    private final Store store;
    private final Words words;

    public SavedFilters(Store store, Words words) {
        this.store = store;
        this.words = words;
    }

    /** Keeps a filter in the place of one of the same name; {@link BadInput} if it is not understood. */
    public SavedFilter save(SavedFilter filter) {
        String name = NoteName.checked("the filter's name", filter.getName());
        if (filter.getExpression().isBlank()) {
            throw new BadInput("say what the filter '" + name + "' is to find");
        }
        Vocabulary now = words.now(List.of());
        Map<String, String> saved = new HashMap<>(now.saved());
        saved.put(name, filter.getExpression());
        if (saved.size() > MOST) {
            throw new BadInput("there are " + MOST + " saved filters already");
        }
        Vocabulary then =
                new Vocabulary(now.names(), now.segments(), now.scans(), now.labels(), saved, now.nowMs());
        // By its name, so that one that contains itself is found out.
        var _ = QueryParser.parse(filter.getExpression(), then, Subject.ANYTHING);
        var _ = QueryParser.parse("@" + name, then, Subject.ANYTHING);
        store.write(Lane.CONTROL, tables -> {
                    tables.filters().save(name, filter.getExpression());
                    return true;
                })
                .join();
        return filter;
    }

    /** By name. */
    public ListFiltersResponse list() {
        List<FilterRow> rows = store.read(tables -> tables.filters().list());
        return ListFiltersResponse.newBuilder()
                .addAllFilters(rows.stream()
                        .map(row -> SavedFilter.newBuilder()
                                .setName(row.name())
                                .setExpression(row.expression())
                                .setChangedMs(row.changedMs())
                                .build())
                        .toList())
                .build();
    }

    /** {@link NoSuchNote} if there is none of this name. */
    public void delete(String name) {
        if (!store.write(Lane.CONTROL, tables -> tables.filters().delete(name)).join()) {
            throw new NoSuchNote("no filter is saved as '" + name + "'");
        }
    }
}
