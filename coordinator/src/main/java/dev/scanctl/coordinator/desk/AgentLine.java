package dev.scanctl.coordinator.desk;

import dev.scanctl.proto.v1.CoordinatorMessage;

/** The way down to one connected agent. Called by the desk's thread; must never wait. */
public interface AgentLine {

    /** Queues a message. A line that is full ends itself instead. */
    void send(CoordinatorMessage message);

    /** Lets what is queued go out, then ends the stream. */
    void end(String why);

    /** Ends the stream at once, whether or not the agent reads it; what was sent and not read is lost. */
    void expel(String why);
}
