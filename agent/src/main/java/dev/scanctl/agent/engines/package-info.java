/**
 * Several engines as one. In come units from the control thread, each of which is cut along its hosts: a host always belongs to
 * one engine of its method, so that what is known of it stands in one place. Out go events, carried from the engines' threads
 * to the control thread and put together again. Everything but {@link dev.scanctl.agent.engines.EngineEvents} belongs to
 * the control thread.
 */
@NullMarked
package dev.scanctl.agent.engines;

import org.jspecify.annotations.NullMarked;
