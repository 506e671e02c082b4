package dev.scanctl.coordinator.grammar;

import dev.scanctl.wire.Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.stream.Stream;

/** Looks up host names. Waits for the network; called on the thread that parses. */
@FunctionalInterface
public interface NameResolver {

    /** The resolver of the machine the coordinator runs on. */
    NameResolver SYSTEM = name -> Stream.of(InetAddress.getAllByName(name))
            .map(found -> Address.of(found.getAddress()))
            .toList();

    /** Every address of a name, of both families, at least one. */
    List<Address> resolve(String name) throws UnknownHostException;
}
