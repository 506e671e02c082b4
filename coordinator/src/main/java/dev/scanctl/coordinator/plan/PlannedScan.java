package dev.scanctl.coordinator.plan;

import dev.scanctl.coordinator.grammar.Ports;
import dev.scanctl.proto.v1.ResolvedName;
import dev.scanctl.wire.AddressSet;
import java.util.List;

/**
 * What the planner made of a spec.
 *
 * @param plan what every segment probes, exclusions taken out
 * @param targets what was typed, exclusions not taken out
 * @param exclusions what was to be excluded
 * @param excludedAddresses how many target addresses the exclusions took out
 * @param names host names among the targets and exclusions, with what they resolved to
 * @param zone of link-local targets; empty: none
 * @param leftOut ports that were asked for and that the profile leaves out
 * @param warnings sentences the operator should read
 */
public record PlannedScan(
        Plan plan,
        AddressSet targets,
        AddressSet exclusions,
        long excludedAddresses,
        List<ResolvedName> names,
        String zone,
        Ports leftOut,
        List<String> warnings) {

    public PlannedScan {
        names = List.copyOf(names);
        warnings = List.copyOf(warnings);
    }
}
