package dev.scanctl.agent.bench;

import dev.scanctl.agent.linux.BootTime;
import dev.scanctl.agent.linux.CompilerThreads;
import dev.scanctl.agent.probe.engine.EngineThread;
import dev.scanctl.agent.probe.OpenFinding;
import dev.scanctl.agent.probe.ProbeUnit;
import dev.scanctl.agent.probe.Remark;
import dev.scanctl.agent.probe.Transport;
import dev.scanctl.agent.probe.UnitListener;
import dev.scanctl.agent.probe.UnitOutcome;
import dev.scanctl.agent.probe.UnitProgress;
import dev.scanctl.wire.AddressRange;
import dev.scanctl.wire.PortRange;
import dev.scanctl.wire.PortSet;
import dev.scanctl.wire.Reason;
import dev.scanctl.wire.Run;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * Some engine threads as an agent runs them, until every port has its verdict. Takes {@code name=value} words
 * ({@link BenchOptions}); writes each verdict as a run, {@code address first-last state/reason}, and prints its figures
 * as lines {@code name number}. The time runs from before the transports are opened, in a JVM that has not warmed up.
 */
@SuppressWarnings("SystemOut") // what this program is for
public final class EngineBench {
    private final BenchOptions options;
    private final List<Seat> seats = new ArrayList<>();
    private final CountDownLatch busy;
    private final long startNanos = System.nanoTime();

    private EngineBench(BenchOptions options) {
        this.options = options;
        this.busy = new CountDownLatch(options.threads());
    }

    public static void main(String[] words) throws IOException, InterruptedException {
        EngineBench bench = new EngineBench(BenchOptions.parse(words));
        CompilerThreads.stepBack();
        bench.run();
        double seconds = (System.nanoTime() - bench.startNanos) / 1e9;
        long cpuMillis = ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO).toMillis();
        long residentKiB = residentKiB();

        bench.writeVerdicts();
        System.out.printf("seconds %.3f%ncpu-seconds %.3f%nresident-mib %d%n", seconds, cpuMillis / 1e3, residentKiB / 1024);
        bench.printQuality();
        System.exit(0);
    }

    private void run() throws InterruptedException {
        List<Transport> transports = new ArrayList<>();
        for (int i = 0; i < options.threads(); i++) {
            transports.add(options.transport().open(options.inFlight()));
        }
        List<Deque<ProbeUnit>> shards = new BenchUnits(options, transports.getFirst().method()).sharded();
        for (int i = 0; i < options.threads(); i++) {
            seats.add(new Seat(i, transports.get(i), shards.get(i)));
        }
        seats.forEach(Seat::start);
        busy.await();
        seats.forEach(seat -> seat.thread.close());
    }

    /** One engine and the units it has yet to get; its lists are the engine's thread's, then the main thread's. */
    private final class Seat implements UnitListener {
        final EngineThread thread;
        final Deque<ProbeUnit> waiting;
        final List<UnitOutcome> outcomes = new ArrayList<>();
        final Deque<String> refusals = new ArrayDeque<>();
        int unfinished;
        long lastOpenNanos = startNanos;

        Seat(int number, Transport transport, Deque<ProbeUnit> units) {
            thread = new EngineThread("engine-" + number, transport, this, BootTime::nanos);
            waiting = units;
            unfinished = units.size();
        }

        void start() {
            thread.start();
            if (unfinished == 0) {
                busy.countDown();
            }
            List<ProbeUnit> first = new ArrayList<>();
            for (int i = 0; i < Math.max(1, options.unitsAtATime() / options.threads()) && !waiting.isEmpty(); i++) {
                first.add(waiting.removeFirst());
            }
            first.forEach(thread::add);
        }

        @Override
        public void found(ProbeUnit unit, OpenFinding finding) {
            lastOpenNanos = System.nanoTime();
        }

        @Override
        public void progress(List<UnitProgress> units) {}

        @Override
        public void finished(ProbeUnit unit, UnitOutcome outcome) {
            outcomes.add(outcome);
            if (!waiting.isEmpty()) {
                thread.add(waiting.removeFirst());
            }
            if (--unfinished == 0) {
                busy.countDown();
            }
        }

        @Override
        public void refused(ProbeUnit unit, Reason reason, UnitOutcome finishedHosts) {
            refusals.add(unit.addresses() + " " + reason.label());
            finished(unit, finishedHosts);
        }
    }

    private List<UnitOutcome> outcomes() {
        return seats.stream().flatMap(seat -> seat.outcomes.stream()).toList();
    }

    private void writeVerdicts() throws IOException {
        try (PrintWriter out = new PrintWriter(Files.newBufferedWriter(options.verdicts()))) {
            for (UnitOutcome outcome : outcomes()) {
                for (UnitOutcome.Host host : outcome.hosts()) {
                    host.runs().list().forEach(run -> writeRun(out, host, run));
                }
            }
        }
    }

    private static void writeRun(PrintWriter out, UnitOutcome.Host host, Run run) {
        PortSet covered = PortSet.of(new PortRange(run.firstPort(), run.lastPort()));
        for (PortRange range : covered.intersect(host.runs().ports()).ranges()) {
            out.println(host.address() + " " + range.first() + "-" + range.last() + " " + run.outcome());
        }
    }

    private void printQuality() {
        long sent = 0, answered = 0, again = 0, late = 0, faults = 0, untrusted = 0;
        int lossPpm = 0;
        long limited = 0;
        int leastLimit = 0;
        int mostLimit = 0;
        for (UnitOutcome outcome : outcomes()) {
            UnitOutcome.Quality quality = outcome.quality();
            sent += quality.sent();
            answered += quality.answered();
            again += quality.retransmitted();
            late += quality.answeredLate();
            faults += quality.localFaults();
            lossPpm = Math.max(lossPpm, quality.lossPpm());
            untrusted += quality.untrusted() ? 1 : 0;
            for (Remark remark : outcome.remarks()) {
                if (remark instanceof Remark.LimitsAnswers(AddressRange hosts, int perSecond)) {
                    limited += hosts.size();
                    leastLimit = leastLimit == 0 ? perSecond : Math.min(leastLimit, perSecond);
                    mostLimit = Math.max(mostLimit, perSecond);
                }
            }
        }
        System.out.printf("limited %d%nleast-limit %d%nmost-limit %d%n", limited, leastLimit, mostLimit);
        long lastOpenNanos = seats.stream().mapToLong(seat -> seat.lastOpenNanos).max().orElse(startNanos);
        System.out.printf("last-open-seconds %.3f%n", (lastOpenNanos - startNanos) / 1e9);
        System.out.printf("sent %d%nanswered %d%nsent-again %d%nanswered-late %d%n", sent, answered, again, late);
        System.out.printf("local-faults %d%nmost-loss-ppm %d%nuntrusted-units %d%n", faults, lossPpm, untrusted);
        seats.forEach(seat -> seat.refusals.forEach(refusal -> System.out.println("refused " + refusal)));
    }

    /** The most memory that was resident, proc(5). */
    private static long residentKiB() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/status"), StandardCharsets.UTF_8)) {
            if (line.startsWith("VmHWM:")) {
                return Long.parseLong(line.replaceAll("\\D", ""));
            }
        }
        return 0;
    }
}
