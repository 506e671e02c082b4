package dev.scanctl.wire;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Port sets of a few ranges, often at both ends. */
final class RandomPorts {

    private RandomPorts() {}

    static PortSet of(Random random) {
        List<PortRange> ranges = new ArrayList<>();
        for (int i = random.nextInt(8); i > 0; i--) {
            int first = random.nextInt(3) * 30_000 + random.nextInt(200);
            ranges.add(new PortRange(first, first + random.nextInt(random.nextInt(8) == 0 ? 5_000 : 40)));
        }
        if (random.nextInt(4) == 0) {
            ranges.add(new PortRange(65_530 + random.nextInt(6), 65_535));
        }
        return PortSet.of(ranges);
    }
}
