package dev.scanctl.coordinator.rpc;

import dev.scanctl.coordinator.backup.Backups;
import dev.scanctl.coordinator.prune.Pruning;
import dev.scanctl.coordinator.store.Space;
import dev.scanctl.coordinator.store.row.ScanRow;
import dev.scanctl.proto.v1.BackupPiece;
import dev.scanctl.proto.v1.CreateBackupRequest;
import dev.scanctl.proto.v1.FileSpace;
import dev.scanctl.proto.v1.KeepingServiceGrpc;
import dev.scanctl.proto.v1.PruneProgress;
import dev.scanctl.proto.v1.PruneRequest;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.time.Duration;

/** What keeps results safe, and no longer than they are wanted. */
public final class KeepingEndpoint extends KeepingServiceGrpc.KeepingServiceImplBase {
    private final Backups backups;
    private final Pruning pruning;

    public KeepingEndpoint(Backups backups, Pruning pruning) {
        this.backups = backups;
        this.pruning = pruning;
    }

    @Override
    public void createBackup(CreateBackupRequest request, StreamObserver<BackupPiece> caller) {
        Answers.stream("create-backup", caller, out -> {
            PieceStream pieces = new PieceStream(out);
            backups.write(pieces);
            pieces.end();
        });
    }

    @Override
    public void prune(PruneRequest request, StreamObserver<PruneProgress> caller) {
        Answers.stream("prune", caller, out -> {
            if (request.getOlderThanMs() <= 0) {
                throw Status.INVALID_ARGUMENT.withDescription("say how long ago scans must have ended").asRuntimeException();
            }
            Duration age = Duration.ofMillis(request.getOlderThanMs());
            pruning.run(age, request.getDryRun(), (scan, rows, done) -> out.take(progress(scan, rows, done)));
            if (!request.getDryRun()) {
                out.take(progress(pruning.space()));
            }
        });
    }

    private static PruneProgress progress(Space space) {
        return PruneProgress.newBuilder()
                .setSpace(FileSpace.newBuilder()
                        .setFileBytes(space.fileBytes())
                        .setUnusedBytes(space.unusedBytes())
                        .setShrinks(space.shrinks())
                        .setWasteful(space.isWasteful()))
                .build();
    }

    private static PruneProgress progress(ScanRow scan, long rows, boolean done) {
        return PruneProgress.newBuilder()
                .setScanId(scan.id())
                .setName(scan.name())
                .setEndedMs(scan.endedMs())
                .setRows(rows)
                .setDone(done)
                .build();
    }
}
