package dev.scanctl.agent.probe;

/**
 * How far a unit is.
 *
 * @param id of the {@link ProbeUnit}
 * @param probesDone ports with a final verdict, 0 to the unit's size
 * @param foundOpen open ports among them
 * @param ratePps attempts a second since the last report
 */
public record UnitProgress(long id, int probesDone, int foundOpen, long ratePps) {}
