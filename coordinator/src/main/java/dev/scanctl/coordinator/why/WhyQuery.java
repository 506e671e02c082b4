package dev.scanctl.coordinator.why;

import dev.scanctl.coordinator.query.PortQuery;
import dev.scanctl.coordinator.query.Words;
import dev.scanctl.coordinator.scan.ScanViews;
import dev.scanctl.coordinator.store.Store;
import dev.scanctl.proto.v1.WhyAnswer;
import dev.scanctl.proto.v1.WhyRequest;
import java.util.List;

/** Answers why a scan or a port is pending, slow, unknown or missing. */
public final class WhyQuery {
    private final Store store;
    private final ScanViews views;
    private final PortQuery ports;
    private final Words words;

    public WhyQuery(Store store, ScanViews views, PortQuery ports, Words words) {
        this.store = store;
        this.views = views;
        this.ports = ports;
        this.words = words;
    }

    /** What has a colon is a port, everything else a scan. */
    public WhyAnswer answer(WhyRequest request) {
        String what = request.getWhat().strip();
        Findings findings = what.indexOf(':') >= 0
                ? new PortWhy(store, views, ports).explain(what, words.now(List.of()).names())
                : new ScanWhy(store, views).explain(what);
        return WhyAnswer.newBuilder().addAllFindings(findings.list()).build();
    }
}
