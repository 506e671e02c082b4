package dev.scanctl.coordinator.rpc;

import dev.scanctl.coordinator.audit.AuditLog;
import dev.scanctl.proto.v1.AuditPage;
import dev.scanctl.proto.v1.AuditServiceGrpc;
import dev.scanctl.proto.v1.ReadAuditRequest;
import dev.scanctl.wire.AuditHead;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Hands out the lines of the audit log as they are: who reads them checks the chain. */
public final class AuditEndpoint extends AuditServiceGrpc.AuditServiceImplBase {
    private static final int PAGE = 500;

    private final Optional<AuditLog> log;

    /** @param log empty where the store is in memory */
    public AuditEndpoint(Optional<AuditLog> log) {
        this.log = log;
    }

    @Override
    public void readAudit(ReadAuditRequest request, StreamObserver<AuditPage> caller) {
        Answers.stream("read-audit", caller, out -> read(request, out));
    }

    private void read(ReadAuditRequest request, Outflow<AuditPage> out) throws IOException {
        AuditLog audit = log.orElseThrow(() -> Status.FAILED_PRECONDITION
                .withDescription("this coordinator keeps its store in memory and has no audit log")
                .asRuntimeException());
        AuditHead head = audit.head();
        long first = Math.max(1, request.getFromSeq());
        if (request.getNewest() > 0) {
            first = Math.max(first, head.seq() - request.getNewest() + 1);
        }
        List<String> lines = new ArrayList<>();
        audit.read(first, head.seq(), line -> {
            lines.add(line);
            return lines.size() < PAGE || send(lines, head, out);
        });
        send(lines, head, out);
    }

    /** Whether more is wanted. */
    private static boolean send(List<String> lines, AuditHead head, Outflow<AuditPage> out) {
        AuditPage page = AuditPage.newBuilder().addAllLines(lines).setHead(head.toString()).build();
        lines.clear();
        return out.take(page);
    }
}
