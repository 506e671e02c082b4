package dev.scanctl.cli.client;

/** A coordinator elsewhere, with agents of its own. */
public record RemoteSession(ScanClient client) implements Session {
    /** What to do where nobody answers. */
    public static final String ADVICE =
            "is scan-coordinator running there? --coordinator HOST:PORT names another";

    public static RemoteSession to(Endpoint.Tcp endpoint, Proof proof) {
        return new RemoteSession(new ScanClient(Connection.to(endpoint, proof), endpoint.toString(), ADVICE));
    }

    /** The channel connects again by itself, after pauses that grow; whoever calls this has paused already. */
    @Override
    public void reconnect() {
        client.connectAnew();
    }

    @Override
    public boolean movable() {
        return false;
    }

    @Override
    public void ensureAgent() {}

    @Override
    public boolean probesHere() {
        return false;
    }

    @Override
    public void close() {
        client.close();
    }
}
