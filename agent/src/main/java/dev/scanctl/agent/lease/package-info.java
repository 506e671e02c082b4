/**
 * The agent's half of the leases: the session with the coordinator, what is held under which lease and until when, and
 * how a granted unit becomes work for an engine. Grants, renewals and revocations come in; units for a {@link
 * dev.scanctl.agent.lease.Prober} and heartbeats go out. Everything here runs on the agent's control thread.
 */
@NullMarked
package dev.scanctl.agent.lease;

import org.jspecify.annotations.NullMarked;
