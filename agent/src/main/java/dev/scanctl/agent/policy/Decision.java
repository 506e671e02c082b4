package dev.scanctl.agent.policy;

/**
 * Whether a probe may leave, and by which line of the file.
 *
 * @param because a sentence for the owner
 */
public record Decision(boolean allowed, String because) {}
