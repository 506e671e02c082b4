package dev.scanctl.cli.client;

import dev.scanctl.proto.v1.AuditPage;
import dev.scanctl.proto.v1.AuditServiceGrpc.AuditServiceBlockingStub;
import dev.scanctl.proto.v1.ReadAuditRequest;

/** What auditors may ask of a coordinator. */
public final class AuditClient {
    private final AuditServiceBlockingStub stub;
    private final ScanClient calls;

    AuditClient(AuditServiceBlockingStub stub, ScanClient calls) {
        this.stub = stub;
        this.calls = calls;
    }

    /**
     * @param fromSeq the first record wanted; 0: from the beginning
     * @param newest only the newest so many of them; 0: all
     */
    public Answers<AuditPage> read(long fromSeq, long newest) {
        ReadAuditRequest request =
                ReadAuditRequest.newBuilder().setFromSeq(fromSeq).setNewest(newest).build();
        return calls.streamed(() -> stub.readAudit(request));
    }
}
