package dev.scanctl.coordinator.lease;

/**
 * Why a scan that runs may not be probed now.
 *
 * @param sentence for whoever asks why nothing moves
 */
public record Hold(String sentence) {}
