package dev.scanctl.coordinator.plan;

import dev.scanctl.coordinator.grammar.BadInput;
import dev.scanctl.coordinator.grammar.Targets;
import dev.scanctl.proto.v1.ResolvedName;
import dev.scanctl.wire.Address;
import dev.scanctl.wire.AddressRange;
import dev.scanctl.wire.AddressSet;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The addresses that are left of some targets, and what there is to say about them.
 *
 * @param excluded how many target addresses the exclusions took out
 * @param zone of link-local targets; empty: none
 */
record Space(AddressSet addresses, long excluded, List<ResolvedName> names, String zone, List<String> warnings) {
    private static final AddressSet LINK_LOCAL = AddressSet.of(prefix("fe80::", 10));
    /** RFC 4291 section 2.5.6: the 54 bits behind the prefix are 0. */
    private static final AddressSet ON_LINKS = AddressSet.of(prefix("fe80::", 64));
    /** A connection to one of these ends on the agent's own machine or is IPv4: no fact about the address itself. */
    private static final AddressSet NOT_ADDRESSABLE = AddressSet.of(
            prefix("0.0.0.0", 32),
            prefix("::", 128),
            new AddressRange(new Address(true, 0, 0xffff_0000_0000L), new Address(true, 0, 0xffff_ffff_ffffL)));

    /**
     * Takes the exclusions out of the targets.
     *
     * @param setZone the zone that the settings name; empty: none
     * @throws BadInput if nothing is left, or a link-local address has no zone or two
     */
    static Space of(Targets targets, Targets exclusions, String setZone) {
        AddressSet wanted = targets.addresses().minus(exclusions.addresses());
        AddressSet addresses = wanted.minus(NOT_ADDRESSABLE);
        if (addresses.isEmpty()) {
            throw new BadInput(
                    wanted.isEmpty() ? "the exclusions leave no target" : "the targets are no addresses to probe");
        }
        List<String> warnings = new ArrayList<>();
        if (!wanted.equals(addresses)) {
            warnings.add("Left out: 0.0.0.0, :: and IPv4-mapped IPv6 addresses, which name no host of the network.");
        }
        long excluded = targets.addresses().intersect(exclusions.addresses()).size();
        if (excluded == 0 && !exclusions.addresses().isEmpty()) {
            warnings.add("The exclusions take nothing out of the targets.");
        }
        List<ResolvedName> names = Stream.concat(targets.names().stream(), exclusions.names().stream())
                .distinct()
                .toList();
        if (!names.isEmpty()) {
            warnings.add("Host names were resolved at the coordinator; the segments may resolve them differently.");
        }
        return new Space(addresses, excluded, names, zone(addresses, targets.zone(), setZone), warnings);
    }

    private static String zone(AddressSet addresses, String typed, String set) {
        if (!typed.isEmpty() && !set.isEmpty() && !typed.equals(set)) {
            throw new BadInput("zone " + typed + " of the targets differs from zone " + set + " of the settings");
        }
        String zone = typed.isEmpty() ? set : typed;
        AddressSet linkLocal = addresses.intersect(LINK_LOCAL);
        if (zone.isEmpty() && !linkLocal.isEmpty()) {
            throw new BadInput("target " + linkLocal.at(0)
                    + " is link-local and needs a zone, the agent's interface, such as fe80::1%eth0");
        }
        AddressSet nowhere = linkLocal.minus(ON_LINKS);
        if (!nowhere.isEmpty()) {
            throw new BadInput("target " + nowhere.at(0) + " is link-local and not in fe80::/64, where link-local hosts are");
        }
        return linkLocal.isEmpty() ? "" : zone;
    }


    private static AddressRange prefix(String address, int length) {
        return AddressRange.ofPrefix(Address.parse(address), length);
    }
}
