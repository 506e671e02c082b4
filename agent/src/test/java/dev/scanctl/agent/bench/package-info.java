/** Programs that measure the agent; started by the scripts in the folder bench, not by the tests. */
@NullMarked
package dev.scanctl.agent.bench;

import org.jspecify.annotations.NullMarked;
