package dev.scanctl.agent.bench;

import dev.scanctl.agent.linux.syn.SynTransport;
import dev.scanctl.agent.probe.Replies;
import dev.scanctl.wire.Address;

/**
 * The SYN transport alone, sending to a number of targets that do not answer, as an engine drives it: a look for answers
 * after each 64 probes, each probe abandoned when its number comes round again. Prints probes a second for each second.
 */
@SuppressWarnings("SystemOut") // what this program is for
public final class SynBench {
    private static final int BATCH = 64;
    private static final int IN_FLIGHT = 65_536;
    private static final Replies NOBODY = (attempt, outcome) -> {
        throw new IllegalStateException("somebody answered attempt " + attempt + ": " + outcome);
    };

    private final Address[] targets;
    private long sent;

    private SynBench(Address first, int count) {
        targets = new Address[count];
        for (int i = 0; i < count; i++) {
            targets[i] = first.plus(i);
        }
    }

    /** SECONDS FIRST-ADDRESS ADDRESSES. */
    public static void main(String[] arguments) {
        SynBench bench = new SynBench(Address.parse(arguments[1]), Integer.parseInt(arguments[2]));
        try (SynTransport transport = SynTransport.open(IN_FLIGHT)) {
            for (int second = 1; second <= Integer.parseInt(arguments[0]); second++) {
                long start = System.nanoTime();
                long before = bench.sent;
                while (System.nanoTime() - start < 1_000_000_000L) {
                    bench.sendBatch(transport);
                }
                double seconds = (System.nanoTime() - start) / 1e9;
                System.out.printf("%d: %.0f probes a second%n", second, (bench.sent - before) / seconds);
            }
        }
        System.out.println("sent " + bench.sent);
    }

    private void sendBatch(SynTransport transport) {
        for (int i = 0; i < BATCH; i++) {
            int attempt = (int) (sent % (IN_FLIGHT - BATCH));
            if (sent >= IN_FLIGHT - BATCH) {
                transport.abandon(attempt);
            }
            transport.send(attempt, targets[(int) (sent % targets.length)], (int) (sent / targets.length & 0xffff), NOBODY);
            sent++;
        }
        transport.poll(0, NOBODY);
    }
}
