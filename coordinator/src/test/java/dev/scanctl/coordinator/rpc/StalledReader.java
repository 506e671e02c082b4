package dev.scanctl.coordinator.rpc;

import dev.scanctl.proto.v1.ListResultsRequest;
import dev.scanctl.proto.v1.ResultsPage;
import dev.scanctl.proto.v1.ScanServiceGrpc;
import io.grpc.ManagedChannel;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

/** Reads a scan's open ports page by page, stops after some rows, and goes on when it is told to. Safe for any thread. */
final class StalledReader implements ClientResponseObserver<ListResultsRequest, ResultsPage> {
    private final long stopsAfter;
    private final AtomicLong rows = new AtomicLong();
    private final CompletableFuture<Boolean> stalled = new CompletableFuture<>();
    private final CompletableFuture<Boolean> done = new CompletableFuture<>();
    private volatile boolean goesOn;
    private final CompletableFuture<ClientCallStreamObserver<ListResultsRequest>> call = new CompletableFuture<>();

    StalledReader(ManagedChannel channel, long scanId, long stopsAfter) {
        this.stopsAfter = stopsAfter;
        ScanServiceGrpc.newStub(channel)
                .listResults(ListResultsRequest.newBuilder().addScans(Long.toString(scanId)).build(), this);
    }

    @Override
    public void beforeStart(ClientCallStreamObserver<ListResultsRequest> stream) {
        call.complete(stream);
        stream.disableAutoRequestWithInitial(1);
    }

    @Override
    public void onNext(ResultsPage page) {
        if (rows.addAndGet(page.getObservationsCount()) < stopsAfter || goesOn) {
            call.join().request(1);
        } else {
            stalled.complete(true);
        }
    }

    @Override
    public void onError(Throwable failure) {
        stalled.completeExceptionally(failure);
        done.completeExceptionally(failure);
    }

    @Override
    public void onCompleted() {
        done.complete(true);
    }

    void awaitStall() {
        stalled.join();
    }

    long rows() {
        return rows.get();
    }

    void goOn() {
        goesOn = true;
        call.join().request(1);
    }

    /** Waits for the end; how many rows came. */
    long all() {
        done.join();
        return rows.get();
    }
}
