package dev.scanctl.cli.nmap;

import dev.scanctl.wire.Address;
import dev.scanctl.wire.AddressRange;
import dev.scanctl.wire.AddressSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Addresses in any order: four bytes of memory for each of IPv4, whatever else there is for the few others. */
final class AddressGathering {
    private int[] v4 = new int[1_024];
    private int count;
    private final List<Address> v6 = new ArrayList<>();
    private @Nullable Address repeated;

    void add(Address address) {
        if (address.v6()) {
            v6.add(address);
            return;
        }
        if (count == v4.length) {
            v4 = Arrays.copyOf(v4, count * 2);
        }
        // Shifted so that the order of ints is that of addresses.
        v4[count++] = (int) address.low() ^ Integer.MIN_VALUE;
    }

    /** All of them; sorts what it holds. */
    AddressSet set() {
        Arrays.sort(v4, 0, count);
        v6.sort(null);
        List<AddressRange> ranges = new ArrayList<>();
        for (int i = 0; i < count; ) {
            int first = i;
            while (++i < count && (long) v4[i] - v4[i - 1] <= 1) {
                note(v4[i] == v4[i - 1], v4(v4[i]));
            }
            ranges.add(new AddressRange(v4(v4[first]), v4(v4[i - 1])));
        }
        for (int i = 0; i < v6.size(); i++) {
            note(i > 0 && v6.get(i).equals(v6.get(i - 1)), v6.get(i));
            ranges.add(AddressRange.of(v6.get(i)));
        }
        return AddressSet.of(ranges);
    }

    private static Address v4(int shifted) {
        return Address.v4(shifted ^ Integer.MIN_VALUE);
    }

    private void note(boolean again, Address address) {
        if (again && repeated == null) {
            repeated = address;
        }
    }

    /** One that was there more than once, known after {@link #set}. */
    Optional<Address> repeated() {
        return Optional.ofNullable(repeated);
    }
}
