/** Who the agent is to its coordinator: how it enrols, what it keeps of that, and how its certificate is renewed. */
@NullMarked
package dev.scanctl.agent.identity;

import org.jspecify.annotations.NullMarked;
