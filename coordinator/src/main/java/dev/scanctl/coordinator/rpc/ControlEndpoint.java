package dev.scanctl.coordinator.rpc;

import dev.scanctl.coordinator.access.AccessRefused;
import dev.scanctl.coordinator.desk.LeaseDesk;
import dev.scanctl.coordinator.hold.Halt;
import dev.scanctl.coordinator.hold.Stop;
import dev.scanctl.coordinator.lease.TakenBack;
import dev.scanctl.coordinator.rpc.guard.Callers;
import dev.scanctl.proto.v1.ClearStopRequest;
import dev.scanctl.proto.v1.ControlServiceGrpc;
import dev.scanctl.proto.v1.GetStopRequest;
import dev.scanctl.proto.v1.StopAllRequest;
import dev.scanctl.proto.v1.StopState;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** The stop of all probing. */
public final class ControlEndpoint extends ControlServiceGrpc.ControlServiceImplBase {
    private static final int LONGEST_REASON = 200;
    /** The desk's thread answers within milliseconds; whoever stops everything is not to wait for one that is stuck. */
    private static final long PATIENCE_SECONDS = 2;

    private final Halt halt;
    private final LeaseDesk desk;
    private final Duration leases;

    /** @param leases how long an agent may go on that cannot be told */
    public ControlEndpoint(Halt halt, LeaseDesk desk, Duration leases) {
        this.halt = halt;
        this.desk = desk;
        this.leases = leases;
    }

    /** In memory and to the agents first; what outlasts a restart comes after. */
    @Override
    public void stopAll(StopAllRequest request, StreamObserver<StopState> caller) {
        Answers.once(caller, () -> {
            String reason = request.getReason().replaceAll("\\p{Cntrl}", " ");
            halt.set(Callers.current().actor(), reason.substring(0, Math.min(LONGEST_REASON, reason.length())));
            TakenBack taken = desk.look()
                    .completeOnTimeout(TakenBack.NOTHING, PATIENCE_SECONDS, TimeUnit.SECONDS)
                    .join();
            return state(halt.current())
                    .setUnkept(halt.keep().orElse(""))
                    .setUnits(taken.units())
                    .setAgents(taken.agents())
                    .addAllCutOff(taken.cutOff())
                    .setCutOffMs(leases.toMillis())
                    .build();
        });
    }

    @Override
    public void clearStop(ClearStopRequest request, StreamObserver<StopState> caller) {
        Answers.once(caller, () -> {
            if (!halt.current().stopped()) {
                throw new AccessRefused(AccessRefused.Cause.NOT_NOW, "nothing is stopped");
            }
            halt.clear();
            desk.look();
            return state(halt.current()).build();
        });
    }

    @Override
    public void getStop(GetStopRequest request, StreamObserver<StopState> caller) {
        Answers.once(caller, () -> state(halt.current()).build());
    }

    private static StopState.Builder state(Stop stop) {
        return StopState.newBuilder()
                .setStopped(stop.stopped())
                .setSinceMs(stop.sinceMs())
                .setBy(stop.by())
                .setReason(stop.reason());
    }
}
