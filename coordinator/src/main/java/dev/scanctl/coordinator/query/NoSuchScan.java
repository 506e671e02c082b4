package dev.scanctl.coordinator.query;

/** A request names a scan that is not there. The message is one sentence for the operator. */
public final class NoSuchScan extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NoSuchScan(String scan) {
        super("there is no scan '" + scan + "'");
    }
}
