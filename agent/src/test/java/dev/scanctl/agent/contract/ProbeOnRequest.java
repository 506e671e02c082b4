package dev.scanctl.agent.contract;

import dev.scanctl.agent.linux.connect.EpollConnectTransport;
import dev.scanctl.agent.linux.syn.SynTransport;
import dev.scanctl.agent.linux.udp.UdpTransport;
import dev.scanctl.agent.probe.Transport;
import dev.scanctl.wire.Address;
import dev.scanctl.wire.Outcome;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A program for tests that inject faults into its system calls: prints the number of its thread, then carries out what it reads,
 * {@code open METHOD} or {@code probe ADDRESS PORT MILLIS}, and prints one line for each.
 */
final class ProbeOnRequest {
    private static final int MAX_IN_FLIGHT = 8;

    private Transport transport = EpollConnectTransport.open(MAX_IN_FLIGHT);

    private ProbeOnRequest() {}

    @SuppressWarnings("SystemOut") // what this program is for
    public static void main(String[] arguments) throws IOException {
        ProbeOnRequest program = new ProbeOnRequest();
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
        System.out.println(Files.readSymbolicLink(Path.of("/proc/thread-self")).getFileName());
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            System.out.println(program.answer(line.split(" ")));
        }
    }

    private String answer(String[] words) {
        return words[0].equals("open")
                ? open(words[1])
                : probe(Address.parse(words[1]), Integer.parseInt(words[2]), Long.parseLong(words[3]));
    }

    private String open(String method) {
        transport.close();
        try {
            transport = switch (method) {
                case "connect" -> EpollConnectTransport.open(MAX_IN_FLIGHT);
                case "syn" -> SynTransport.open(MAX_IN_FLIGHT);
                default -> UdpTransport.open(MAX_IN_FLIGHT);
            };
            return "opened";
        } catch (UnsupportedOperationException e) {
            return "refused: " + e.getMessage();
        }
    }

    private String probe(Address target, int port, long patienceMillis) {
        return Probing.once(transport, target, port, Duration.ofMillis(patienceMillis))
                .map(Outcome::toString)
                .orElse("silence");
    }
}
