package dev.scanctl.coordinator.ingest;

import dev.scanctl.coordinator.plan.Plan;
import dev.scanctl.coordinator.plan.UnitShape;
import dev.scanctl.coordinator.store.Store;
import dev.scanctl.wire.Address;
import dev.scanctl.wire.AddressRange;
import dev.scanctl.wire.AddressSet;
import dev.scanctl.wire.Epoch;
import dev.scanctl.wire.PortRange;
import dev.scanctl.wire.PortSet;
import java.nio.file.Path;

/** A process of its own that applies results and prints the number of each unit once it is acknowledged. */
public final class AcknowledgingProcess {

    private AcknowledgingProcess() {}

    static Plan plan() {
        AddressRange targets = AddressRange.ofPrefix(Address.parse("10.0.0.0"), 16);
        UnitShape shape = new UnitShape(1024, 64, 1024, 64);
        return Plan.of(AddressSet.of(targets), PortSet.of(new PortRange(1, 64)), PortSet.EMPTY, shape, 1);
    }

    /** Argument: the store's directory. */
    public static void main(String[] args) {
        Store store = Store.open(Path.of(args[0]));
        TestScan scan = TestScan.submit(store, "killed", "local", plan());
        Ingest ingest = new Ingest(store, new StoredPlans());
        for (long unit = 0; unit < scan.plan().unitCount(); unit++) {
            long number = unit;
            Epoch epoch = scan.lease(unit);
            ingest.apply(
                            TestScan.AGENT,
                            scan.segmentId(),
                            scan.result(unit, epoch, (address, port) -> port % 7 == 0 ? TestScan.OPEN : TestScan.CLOSED)
                                    .build(),
                            System.currentTimeMillis())
                    .thenAccept(answer -> System.out.println(answer.effect() + " " + number));
        }
    }
}
