package dev.scanctl.agent.nio;

import dev.scanctl.agent.contract.ConnectContract;
import dev.scanctl.agent.contract.GentleContract;
import dev.scanctl.agent.probe.Transport;

class NioConnectTransportTest implements ConnectContract, GentleContract {
    @Override
    public Transport openTransport(int maxInFlight) {
        return NioConnectTransport.open(maxInFlight);
    }
}
