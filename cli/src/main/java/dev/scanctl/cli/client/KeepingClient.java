package dev.scanctl.cli.client;

import dev.scanctl.proto.v1.BackupPiece;
import dev.scanctl.proto.v1.CreateBackupRequest;
import dev.scanctl.proto.v1.KeepingServiceGrpc.KeepingServiceBlockingStub;
import dev.scanctl.proto.v1.PruneProgress;
import dev.scanctl.proto.v1.PruneRequest;
import java.time.Duration;

/** What admins may ask of a coordinator to keep results safe. */
public final class KeepingClient {
    private final KeepingServiceBlockingStub stub;
    private final ScanClient calls;

    KeepingClient(KeepingServiceBlockingStub stub, ScanClient calls) {
        this.stub = stub;
        this.calls = calls;
    }

    /** The bytes of a backup, all of them only if the stream ends without a failure. */
    public Answers<BackupPiece> backup() {
        return calls.streamed(() -> stub.createBackup(CreateBackupRequest.getDefaultInstance()));
    }

    /**
     * How far the removal is, until it is done; closing stops it.
     *
     * @param age of scans that go, since they ended
     * @param dryRun only names them
     */
    public Answers<PruneProgress> prune(Duration age, boolean dryRun) {
        PruneRequest request = PruneRequest.newBuilder()
                .setOlderThanMs(age.toMillis())
                .setDryRun(dryRun)
                .build();
        return calls.streamed(() -> stub.prune(request));
    }
}
