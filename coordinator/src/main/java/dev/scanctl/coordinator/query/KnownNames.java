package dev.scanctl.coordinator.query;

import dev.scanctl.coordinator.grammar.NameResolver;
import dev.scanctl.wire.Address;
import java.net.UnknownHostException;
import java.util.List;

/** Names mean what they meant to the scans that used them; others are looked up. */
public final class KnownNames implements NameResolver {
    private final List<ScanView> scans;
    private final NameResolver others;

    public KnownNames(List<ScanView> scans, NameResolver others) {
        this.scans = scans;
        this.others = others;
    }

    @Override
    public List<Address> resolve(String name) throws UnknownHostException {
        List<Address> known = scans.stream()
                .flatMap(scan -> scan.names().entrySet().stream())
                .filter(entry -> entry.getValue().stream().anyMatch(name::equalsIgnoreCase))
                .map(entry -> entry.getKey())
                .distinct()
                .sorted()
                .toList();
        return known.isEmpty() ? others.resolve(name) : known;
    }
}
