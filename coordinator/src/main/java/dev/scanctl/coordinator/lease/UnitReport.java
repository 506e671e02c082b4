package dev.scanctl.coordinator.lease;

/**
 * What an agent says of one unit it holds, in a heartbeat.
 *
 * @param probesDone ports with a final verdict
 * @param ratePps attempts a second over the last interval
 * @param suspended it has stopped probing the unit until it is renewed
 * @param share number of the newest share that it keeps to
 */
public record UnitReport(LeaseId lease, long probesDone, long ratePps, boolean suspended, int share) {}
