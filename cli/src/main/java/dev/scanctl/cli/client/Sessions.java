package dev.scanctl.cli.client;

/** How a command comes to its coordinator. */
public interface Sessions {

    Session remote(Endpoint.Tcp coordinator, Proof proof);

    /**
     * The coordinator of this machine's user, within this process if no other one runs it.
     *
     * @param probing whether scans are to run; without it nothing is ever probed
     */
    Session local(boolean probing);
}
