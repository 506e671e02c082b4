package dev.scanctl.coordinator.rpc;

import dev.scanctl.coordinator.audit.Audit;
import dev.scanctl.coordinator.desk.DeskAgents;
import dev.scanctl.coordinator.desk.LeaseDesk;
import dev.scanctl.coordinator.ingest.Ingest;
import dev.scanctl.coordinator.rpc.guard.Callers;
import dev.scanctl.proto.v1.AgentMessage;
import dev.scanctl.proto.v1.AgentServiceGrpc;
import dev.scanctl.proto.v1.CoordinatorMessage;
import dev.scanctl.proto.v1.ReportBatch;
import dev.scanctl.proto.v1.ReportReply;
import io.grpc.BindableService;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.time.Clock;

/**
 * What agents call: sessions go to the lease desk, results to ingest. Messages are checked here, where they come in.
 */
public final class AgentEndpoint implements BindableService {
    private final DeskAgents desk;
    private final Ingest ingest;
    private final Clock clock;
    private final Audit audit;
    private final KnownAgents identities;

    public AgentEndpoint(LeaseDesk desk, Ingest ingest, Clock clock, Audit audit, KnownAgents identities) {
        this.desk = desk.agents();
        this.ingest = ingest;
        this.clock = clock;
        this.audit = audit;
        this.identities = identities;
    }

    @Override
    public ServerServiceDefinition bindService() {
        return ServerInterceptors.intercept(new Calls(), new AgentEndpointPeer());
    }

    private final class Calls extends AgentServiceGrpc.AgentServiceImplBase {

        @Override
        public StreamObserver<AgentMessage> session(StreamObserver<CoordinatorMessage> down) {
            AgentVouching who = new AgentVouching(Callers.current(), identities);
            AgentEndpointOutbox outbox = new AgentEndpointOutbox(
                    (ServerCallStreamObserver<CoordinatorMessage>) down, why -> audit.later(who.refused(why)));
            return new AgentEndpointSession(desk, outbox, AgentEndpointPeer.current(), who);
        }

        @Override
        public StreamObserver<ReportBatch> report(StreamObserver<ReportReply> down) {
            AgentVouching who = new AgentVouching(Callers.current(), identities);
            return new AgentEndpointReport(desk, ingest, clock, (ServerCallStreamObserver<ReportReply>) down, who);
        }
    }
}
