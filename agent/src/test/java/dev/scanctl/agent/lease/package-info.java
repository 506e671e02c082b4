@NullMarked
package dev.scanctl.agent.lease;

import org.jspecify.annotations.NullMarked;
