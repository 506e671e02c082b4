package dev.scanctl.coordinator.rpc;

import com.google.protobuf.ByteString;
import dev.scanctl.proto.v1.BackupPiece;
import java.io.OutputStream;
import java.util.concurrent.CancellationException;

/** Bytes that go to the caller in pieces, no faster than he takes them. Owned by the call's thread. */
final class PieceStream extends OutputStream {
    private static final int PIECE = 256 << 10;

    private final Outflow<BackupPiece> out;
    private final ByteString.Output piece = ByteString.newOutput(PIECE);

    PieceStream(Outflow<BackupPiece> out) {
        this.out = out;
    }

    @Override
    public void write(int b) {
        write(new byte[] {(byte) b}, 0, 1);
    }

    /** Waits while the caller is behind; {@link CancellationException} if he has gone. */
    @Override
    public void write(byte[] bytes, int offset, int length) {
        int done = 0;
        while (done < length) {
            int some = Math.min(length - done, PIECE - piece.size());
            piece.write(bytes, offset + done, some);
            done += some;
            if (piece.size() == PIECE) {
                send();
            }
        }
    }

    private void send() {
        BackupPiece full = BackupPiece.newBuilder().setData(piece.toByteString()).build();
        piece.reset();
        if (!out.take(full)) {
            throw new CancellationException("the client has gone");
        }
    }

    /** Sends what is left; small pieces that the archive flushes wait for more. */
    void end() {
        if (piece.size() > 0) {
            send();
        }
    }
}
