package dev.scanctl.coordinator.grammar;

import dev.scanctl.wire.PortRange;
import dev.scanctl.wire.PortSet;
import dev.scanctl.wire.Protocol;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Registered service names, from {@code service-names.csv} beside this class, which names its source. Read on first use.
 * Of several names for one port the first in the file is shown; all of them are understood.
 */
public final class ServiceNames {

    private ServiceNames() {}

    /** The registered name of a port, if it has one. */
    public static Optional<String> nameOf(Protocol protocol, int port) {
        int found = Arrays.binarySearch(Registry.KEYS, key(protocol, port));
        if (found < 0) {
            return Optional.empty();
        }
        int first = found;
        while (first > 0 && Registry.KEYS[first - 1] == Registry.KEYS[found]) {
            first--;
        }
        return Optional.of(Registry.NAMES[first]);
    }

    /** The ports registered under a name, or under all names that match a pattern with {@code *}; empty if none. */
    public static PortSet portsOf(Protocol protocol, String pattern) {
        Wildcard wildcard = new Wildcard(pattern.toLowerCase(Locale.ROOT));
        List<PortRange> ports = new ArrayList<>();
        for (int i = 0; i < Registry.NAMES.length; i++) {
            int port = Registry.KEYS[i] >> 2;
            if (Registry.KEYS[i] == key(protocol, port) && wildcard.matches(Registry.NAMES[i])) {
                ports.add(PortRange.of(port));
            }
        }
        return PortSet.of(ports);
    }

    /** Whether this stands for several names. */
    static boolean isPattern(String text) {
        return text.indexOf('*') >= 0;
    }

    /** Ascends by port, then protocol, as the file does. */
    private static int key(Protocol protocol, int port) {
        return port << 2 | protocol.number();
    }

    /** The file's lines (name, port, protocol), read by the class loader, once, when first touched. */
    private static final class Registry {
        static final String[] NAMES;
        static final int[] KEYS;

        static {
            List<String> lines = DataFile.lines("service-names.csv");
            NAMES = new String[lines.size()];
            KEYS = new int[lines.size()];
            for (int i = 0; i < NAMES.length; i++) {
                String line = lines.get(i);
                int first = line.indexOf(',');
                int second = line.indexOf(',', first + 1);
                Protocol protocol = line.endsWith("tcp") ? Protocol.TCP : Protocol.UDP;
                NAMES[i] = line.substring(0, first);
                KEYS[i] = key(protocol, Integer.parseInt(line, first + 1, second, 10));
            }
        }
    }
}
