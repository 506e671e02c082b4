@NullMarked
package dev.scanctl.agent.engines;

import org.jspecify.annotations.NullMarked;
