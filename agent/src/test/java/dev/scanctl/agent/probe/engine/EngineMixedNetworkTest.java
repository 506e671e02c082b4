package dev.scanctl.agent.probe.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scanctl.agent.probe.ProbeLimits;
import dev.scanctl.agent.probe.ProbeUnit;
import dev.scanctl.agent.probe.Remark;
import dev.scanctl.agent.sim.SimHost;
import dev.scanctl.agent.sim.SimNetwork;
import dev.scanctl.agent.sim.SimScan;
import dev.scanctl.agent.sim.SimTransport;
import dev.scanctl.wire.Address;
import dev.scanctl.wire.AddressRange;
import dev.scanctl.wire.AddressSet;
import dev.scanctl.wire.Method;
import dev.scanctl.wire.Outcome;
import dev.scanctl.wire.PortState;
import dev.scanctl.wire.Protocol;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * A network as one finds it: 256 hosts × 1,000 ports, 20 ms away, 0.5 % lost each way; a tenth of the hosts silent, half
 * resetting, a quarter dropping what is closed, the rest limiting their resets or ICMP errors to 200 a second.
 */
class EngineMixedNetworkTest {
    private static final int HOSTS = 256;
    private static final int PORTS = 1_000;
    private static final int UNITS = 4;
    private static final int SEEDS = 4;
    private static final ProbeLimits FAST = new ProbeLimits(0, 0, 65_536, 2, 10, 0);

    @Test
    void atMostOneStateInAMillionIsWrongWithinElevenSeconds() {
        int wrong = 0;
        for (long seed = 1; seed <= SEEDS; seed++) {
            wrong += wrongStates(seed);
        }
        assertThat(wrong).as("wrong states of seeds 1 to " + SEEDS).isLessThanOrEqualTo(SEEDS * HOSTS * PORTS / 1_000_000);
    }

    /** Never one that is wrongly open, or wrongly not. */
    private static int wrongStates(long seed) {
        SimNetwork network = network(seed);
        SimScan scan = new SimScan(new SimTransport(network).capacity(65_536).hearsLate());
        for (int unit = 0; unit < UNITS; unit++) {
            scan.add(unit(unit));
        }
        scan.run(120);

        int wrong = 0;
        for (int host = 0; host < HOSTS; host++) {
            Address address = Units.FIRST.plus(host);
            for (int port = 1; port <= PORTS; port++) {
                Outcome verdict = scan.verdict(host / (HOSTS / UNITS), address, port);
                Outcome truth = network.truth(address, port);
                wrong += verdict == truth ? 0 : 1;
                assertThat(verdict.state() == PortState.OPEN)
                        .as("seed %d, %s:%d is %s", seed, address, port, verdict)
                        .isEqualTo(truth.state() == PortState.OPEN);
            }
        }

        assertThat(scan.elapsedSeconds()).as("seed %d", seed).isLessThan(11);
        limitersAreNamed(seed, scan);
        return wrong;
    }

    /** Four of five hosts that limit, with a third to one and a half times their rate; none of the others. */
    private static void limitersAreNamed(long seed, SimScan scan) {
        Map<Address, Integer> named = new HashMap<>();
        for (int unit = 0; unit < UNITS; unit++) {
            for (Remark remark : scan.outcome(unit).remarks()) {
                Remark.LimitsAnswers limits = (Remark.LimitsAnswers) remark;
                assertThat(limits.hosts().size()).isEqualTo(1);
                named.put(limits.hosts().first(), limits.perSecond());
            }
        }
        Set<Address> limiting = limiting(seed);
        assertThat(limiting).as("seed %d", seed).containsAll(named.keySet());
        assertThat(named.values()).as("seed %d", seed).allSatisfy(rate -> assertThat(rate).isBetween(60, 300));
        assertThat(named.size()).as("seed %d", seed).isGreaterThanOrEqualTo(limiting.size() * 4 / 5);
    }

    private static ProbeUnit unit(int number) {
        int hosts = HOSTS / UNITS;
        Address first = Units.FIRST.plus((long) number * hosts);
        AddressSet addresses = AddressSet.of(new AddressRange(first, first.plus(hosts - 1)));
        return new ProbeUnit(number, Method.SYN, Protocol.TCP, addresses, Units.ports(PORTS), 7 + number, FAST);
    }

    private static SimNetwork network(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        SimNetwork network = new SimNetwork(seed).loss(0.005).delay(20_000_000, 2_000_000);
        for (int number = 0; number < HOSTS; number++) {
            SimHost host = host(random.nextInt(100));
            for (int open = 0; host != null && open < 10; open++) {
                host.with(SimHost.OPEN, 1 + random.nextInt(PORTS));
            }
            if (host != null) {
                network.host(Units.FIRST.plus(number), host);
            }
        }
        return network;
    }

    private static Set<Address> limiting(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Set<Address> limiting = new HashSet<>();
        for (int number = 0; number < HOSTS; number++) {
            int percentile = random.nextInt(100);
            for (int open = 0; percentile >= 10 && open < 10; open++) {
                random.nextInt(PORTS);
            }
            if (percentile >= 85) {
                limiting.add(Units.FIRST.plus(number));
            }
        }
        return limiting;
    }

    private static @Nullable SimHost host(int percentile) {
        if (percentile < 10) {
            return null;
        } else if (percentile < 60) {
            return SimHost.closed();
        } else if (percentile < 85) {
            return SimHost.all(SimHost.SILENT);
        } else if (percentile < 92) {
            return SimHost.all(SimHost.REJECTED).bucket(200, 50);
        }
        return percentile < 96 ? SimHost.closed().bucket(200, 50) : SimHost.closed().resetsPerSecond(200);
    }
}
