package dev.scanctl.coordinator.grammar;

import dev.scanctl.proto.v1.ResolvedName;
import dev.scanctl.wire.Address;
import dev.scanctl.wire.AddressRange;
import java.net.IDN;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;
import java.util.regex.Pattern;

/** The host names among some targets, looked up together once all have been read. Used by one thread. */
final class HostNames {
    /** Look-ups under way at a time; a name server that drops packets holds one up for seconds. */
    private static final int LOOKUPS = 32;

    /** Platform threads: the look-up blocks in the C library. */
    private static final ThreadFactory THREADS =
            Thread.ofPlatform().daemon().name("name-lookup-", 0).factory();

    private static final int MAX_LENGTH = 253;
    private static final Pattern LABEL = Pattern.compile("[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?");
    /** What the C library would read as an IPv4 number. */
    private static final Pattern NUMBER = Pattern.compile("[0-9]+|0[xX][0-9a-fA-F]*");

    private final Map<String, Excerpt> names = new LinkedHashMap<>();

    /** What the names stand for. */
    record Resolved(List<AddressRange> ranges, List<ResolvedName> names) {}

    void add(Excerpt typed) {
        names.putIfAbsent(wellFormed(typed), typed);
    }

    private static String wellFormed(Excerpt typed) {
        String name = ascii(typed);
        String[] labels = (name.endsWith(".") ? name.substring(0, name.length() - 1) : name).split("\\.", -1);
        boolean valid = name.length() <= MAX_LENGTH;
        for (String label : labels) {
            valid &= LABEL.matcher(label).matches();
        }
        if (!valid) {
            throw typed.refuse("target", "is neither an address, a prefix, a range nor a host name");
        }
        if (NUMBER.matcher(labels[labels.length - 1]).matches()) {
            throw typed.refuse("target", "ends in a number but is no address");
        }
        return name;
    }

    private static String ascii(Excerpt typed) {
        if (typed.text().chars().allMatch(c -> c < 0x80)) {
            return typed.text();
        }
        try {
            return IDN.toASCII(typed.text());
        } catch (IllegalArgumentException e) {
            throw typed.refuse("target", "is not a host name");
        }
    }

    /** Every name's addresses; {@link BadInput} for the first in order that has none. */
    Resolved resolve(NameResolver resolver) {
        Resolved all = new Resolved(new ArrayList<>(), new ArrayList<>());
        if (names.isEmpty()) {
            return all;
        }
        try (ExecutorService threads = Executors.newFixedThreadPool(LOOKUPS, THREADS)) {
            List<Lookup> lookups = new ArrayList<>();
            names.forEach((name, typed) ->
                    lookups.add(new Lookup(name, typed, threads.submit(() -> resolver.resolve(name)))));
            try {
                lookups.forEach(lookup -> collect(lookup, all));
            } finally {
                threads.shutdownNow();
            }
        }
        return all;
    }

    private record Lookup(String name, Excerpt typed, Future<List<Address>> found) {}

    private static void collect(Lookup lookup, Resolved all) {
        List<Address> addresses =
                addresses(lookup.typed, lookup.found).stream().distinct().sorted().toList();
        addresses.forEach(address -> all.ranges.add(AddressRange.of(address)));
        all.names.add(ResolvedName.newBuilder()
                .setName(lookup.name)
                .addAllAddresses(addresses.stream().map(Address::toString).toList())
                .build());
    }

    private static List<Address> addresses(Excerpt typed, Future<List<Address>> lookup) {
        try {
            return lookup.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownHostException) {
                throw typed.unresolved("host name", "does not resolve at the coordinator");
            }
            throw new IllegalStateException("the look-up of a host name failed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw typed.unresolved("host name", "was not looked up: the request was interrupted");
        }
    }
}
