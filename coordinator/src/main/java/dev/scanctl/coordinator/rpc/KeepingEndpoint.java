package dev.scanctl.coordinator.rpc;

import dev.scanctl.coordinator.backup.Backups;
import dev.scanctl.proto.v1.BackupPiece;
import dev.scanctl.proto.v1.CreateBackupRequest;
import dev.scanctl.proto.v1.KeepingServiceGrpc;
import io.grpc.stub.StreamObserver;

/** What keeps results safe. */
public final class KeepingEndpoint extends KeepingServiceGrpc.KeepingServiceImplBase {
    private final Backups backups;

    public KeepingEndpoint(Backups backups) {
        this.backups = backups;
    }

    @Override
    public void createBackup(CreateBackupRequest request, StreamObserver<BackupPiece> caller) {
        Answers.stream("create-backup", caller, out -> {
            PieceStream pieces = new PieceStream(out);
            backups.write(pieces);
            pieces.end();
        });
    }
}
