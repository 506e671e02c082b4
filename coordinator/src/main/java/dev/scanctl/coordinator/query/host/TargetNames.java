package dev.scanctl.coordinator.query.host;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.scanctl.coordinator.store.StoreException;
import dev.scanctl.coordinator.store.Tables;
import dev.scanctl.coordinator.store.row.ScanHead;
import dev.scanctl.proto.v1.PlanSummary;
import dev.scanctl.proto.v1.ResolvedName;
import dev.scanctl.wire.Address;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The names by which targets of scans were given, by the addresses that they meant; those of the newest scan first. */
record TargetNames(Map<Address, Set<String>> names) {

    /** Of every scan that there is, pruned ones too. Used within one transaction. */
    static TargetNames all(Tables tables) throws SQLException {
        Map<Address, Set<String>> names = new HashMap<>();
        for (ScanHead scan : tables.scans().heads().reversed()) {
            for (ResolvedName name : resolved(tables, scan)) {
                for (String address : name.getAddressesList()) {
                    names.computeIfAbsent(Address.parse(address), a -> new LinkedHashSet<>()).add(name.getName());
                }
            }
        }
        return new TargetNames(names);
    }

    private static List<ResolvedName> resolved(Tables tables, ScanHead scan) throws SQLException {
        try {
            return PlanSummary.parseFrom(tables.scans().names(scan.id())).getNamesList();
        } catch (InvalidProtocolBufferException e) {
            throw new StoreException("The stored names of scan " + scan.id() + " cannot be read: " + e.getMessage(), e);
        }
    }

    List<String> of(Address address) {
        return List.copyOf(names.getOrDefault(address, Set.of()));
    }
}
