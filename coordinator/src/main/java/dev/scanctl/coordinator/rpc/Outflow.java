package dev.scanctl.coordinator.rpc;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.CancellationException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The answers of one streaming call, sent no faster than the client takes them. One thread of the call's own sends;
 * gRPC's threads only wake it. That thread must not be gRPC's thread of the call, which delivers the wake-ups.
 */
final class Outflow<T> {
    private final ServerCallStreamObserver<T> observer;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    /** Must be made before the service method returns. */
    Outflow(StreamObserver<T> observer) {
        this.observer = (ServerCallStreamObserver<T>) observer;
        this.observer.setOnReadyHandler(this::wake);
        this.observer.setOnCancelHandler(this::wake);
    }

    private void wake() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Sends once the client can take it; {@link CancellationException} if the client has gone. */
    void send(T message) throws InterruptedException {
        lock.lock();
        try {
            while (!observer.isReady() && !observer.isCancelled()) {
                changed.await();
            }
        } finally {
            lock.unlock();
        }
        requireListener();
        observer.onNext(message);
    }

    /** The same for who would rather be told than interrupted: false once nobody listens. */
    boolean take(T message) {
        try {
            send(message);
            return true;
        } catch (CancellationException gone) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Throws {@link CancellationException} if the client has gone. */
    void requireListener() {
        if (observer.isCancelled()) {
            throw new CancellationException("the client has gone");
        }
    }

    void complete() {
        observer.onCompleted();
    }

    void fail(Throwable failure) {
        if (!observer.isCancelled()) {
            observer.onError(failure);
        }
    }
}
