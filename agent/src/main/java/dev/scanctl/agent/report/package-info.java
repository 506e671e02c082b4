/**
 * What an agent tells about its units: open ports the moment they are found, and one result a unit at its end. Engine
 * outcomes come in; batches paid for with the coordinator's credits go out, and each result is kept until it is
 * answered. Everything here runs on the agent's control thread; no call blocks.
 */
@NullMarked
package dev.scanctl.agent.report;

import org.jspecify.annotations.NullMarked;
