package dev.scanctl.coordinator.rpc;

import dev.scanctl.coordinator.scan.Imports;
import dev.scanctl.proto.v1.ImportAnswer;
import dev.scanctl.proto.v1.ImportMessage;
import dev.scanctl.proto.v1.ImportServiceGrpc;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;

/** Takes in what another scanner has seen. */
public final class ImportEndpoint extends ImportServiceGrpc.ImportServiceImplBase {
    private final Imports imports;

    public ImportEndpoint(Imports imports) {
        this.imports = imports;
    }

    @Override
    public StreamObserver<ImportMessage> importScan(StreamObserver<ImportAnswer> caller) {
        return new ImportCall(imports, (ServerCallStreamObserver<ImportAnswer>) caller);
    }
}
