package dev.scanctl.coordinator.filter.text;

import dev.scanctl.coordinator.grammar.NameResolver;
import dev.scanctl.wire.AddressSet;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/**
 * The words that have a meaning only where a query is asked.
 *
 * @param names host names
 * @param segments by name, all there are
 * @param scans ids by number or name; throws where there is none
 * @param labels addresses by label
 * @param saved texts of saved filters by name
 * @param nowMs milliseconds since 1970, for lengths of time
 */
public record Vocabulary(
        NameResolver names,
        List<String> segments,
        ToLongFunction<String> scans,
        Map<String, AddressSet> labels,
        Map<String, String> saved,
        long nowMs) {}
