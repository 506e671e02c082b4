package dev.scanctl.agent.nio;

import dev.scanctl.agent.contract.IcmpError;
import dev.scanctl.agent.contract.PathContract;
import dev.scanctl.agent.contract.TestNetwork;
import dev.scanctl.agent.probe.Transport;
import dev.scanctl.wire.Outcome;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class NioPathTest implements PathContract {
    private static @Nullable TestNetwork network;

    @BeforeAll
    static void connect() {
        TestNetwork.assumePossible();
        network = TestNetwork.create();
    }

    @AfterAll
    static void disconnect() {
        if (network != null) {
            network.close();
        }
    }

    @Override
    public TestNetwork network() {
        return Objects.requireNonNull(network);
    }

    @Override
    public Transport openTransport(int maxInFlight) {
        return NioConnectTransport.open(maxInFlight);
    }

    /** A connection attempt hears nothing of these, and stays without an answer. */
    @Override
    public boolean tells(IcmpError error) {
        return error != IcmpError.FRAG_NEEDED && error != IcmpError.REASSEMBLY;
    }

    @Override
    public Outcome shownFor(Outcome truth, boolean v6) {
        return NioConnectTransport.shownFor(truth, v6);
    }
}
