package dev.scanctl.cli.client;

import dev.scanctl.proto.v1.BackupPiece;
import dev.scanctl.proto.v1.CreateBackupRequest;
import dev.scanctl.proto.v1.KeepingServiceGrpc.KeepingServiceBlockingStub;

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
}
