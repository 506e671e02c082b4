package dev.scanctl.cli.command.trust;

import dev.scanctl.cli.client.Session;
import dev.scanctl.proto.v1.AgentInfo;
import java.util.List;

/** Agents as a coordinator knows them; apart from the verb, since a lambda is a method that picocli would reflect on. */
final class KnownAgents {
    private KnownAgents() {}

    /** @param segments all if none is named */
    static List<AgentInfo> of(Session session, List<String> segments) {
        return session.ask(c -> c.agents(segments));
    }
}
