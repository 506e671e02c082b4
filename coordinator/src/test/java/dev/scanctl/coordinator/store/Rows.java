package dev.scanctl.coordinator.store;

import dev.scanctl.coordinator.store.row.NewScan;
import dev.scanctl.coordinator.store.row.UnitKey;
import dev.scanctl.coordinator.store.row.UnitRow;
import dev.scanctl.coordinator.store.row.UnitState;
import dev.scanctl.wire.Epoch;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Rows for tests. */
public final class Rows {
    private static final byte[] NOTHING = {};

    private Rows() {}

    /** Stores a scan without a plan and answers with its id. */
    public static long scan(Store store, String name, String... segments) {
        return store.write(Lane.CONTROL, tables -> {
                    List<Integer> ids = new ArrayList<>();
                    for (String segment : segments) {
                        ids.add(tables.segments().findOrCreate(segment, "default").id());
                    }
                    return tables.scans().insert(newScan(name, NOTHING, ids, 10, 100));
                })
                .join();
    }

    public static NewScan newScan(String name, byte[] plan, List<Integer> segmentIds, long units, long probes) {
        return new NewScan(
                UUID.randomUUID().toString(),
                name,
                "tester",
                "",
                50,
                0,
                0,
                NOTHING,
                plan,
                NOTHING,
                segmentIds,
                units,
                probes);
    }

    public static UnitRow leased(UnitKey key, Epoch epoch, String agentId) {
        return new UnitRow(key, UnitState.LEASED, epoch, 0, agentId, 1, null, "", false);
    }
}
