package dev.scanctl.coordinator.rpc;

import dev.scanctl.coordinator.desk.AgentLine;
import dev.scanctl.proto.v1.CoordinatorMessage;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * Messages on their way down one session. Nobody waits: what the connection does not take at once stays here, and an
 * agent that leaves too much is cut off, to come back and ask anew. Safe for any thread.
 */
final class AgentEndpointOutbox implements AgentLine {
    /** Grants and renewals of the largest agent several times over. */
    private static final int CAPACITY = 8192;

    private final ServerCallStreamObserver<CoordinatorMessage> down;
    private final Consumer<String> refusals;
    private final ReentrantLock lock = new ReentrantLock();
    private final Queue<CoordinatorMessage> queue = new ArrayDeque<>();
    private boolean ending;
    private boolean over;

    /**
     * Must be made before the service method returns.
     *
     * @param refusals told why, where the agent is turned away
     */
    AgentEndpointOutbox(ServerCallStreamObserver<CoordinatorMessage> down, Consumer<String> refusals) {
        this.down = down;
        this.refusals = refusals;
        down.setOnReadyHandler(this::pump);
    }

    ServerCallStreamObserver<CoordinatorMessage> call() {
        return down;
    }

    @Override
    public void send(CoordinatorMessage message) {
        if (message.hasRefused()) {
            refusals.accept(message.getRefused().getDetail());
        }
        lock.lock();
        try {
            if (over || ending) {
                return;
            }
            queue.add(message);
            drain();
            if (queue.size() > CAPACITY) {
                finish(Status.UNAVAILABLE.withDescription("the agent does not read its session"));
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void end(String why) {
        lock.lock();
        try {
            ending = true;
            drain();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void expel(String why) {
        fail(Status.PERMISSION_DENIED.withDescription(why));
    }

    /** Ends the stream at once with an error; what is queued is dropped. */
    void fail(Status status) {
        lock.lock();
        try {
            finish(status);
        } finally {
            lock.unlock();
        }
    }

    private void pump() {
        lock.lock();
        try {
            drain();
        } finally {
            lock.unlock();
        }
    }

    private void drain() {
        while (!over && !down.isCancelled() && down.isReady() && !queue.isEmpty()) {
            down.onNext(queue.remove());
        }
        if (ending && queue.isEmpty()) {
            finish(Status.OK);
        }
    }

    private void finish(Status status) {
        if (over) {
            return;
        }
        over = true;
        queue.clear();
        if (down.isCancelled()) {
            return;
        }
        if (status.isOk()) {
            down.onCompleted();
        } else {
            down.onError(status.asRuntimeException());
        }
    }
}
