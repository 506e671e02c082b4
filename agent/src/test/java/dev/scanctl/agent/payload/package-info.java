@NullMarked
package dev.scanctl.agent.payload;

import org.jspecify.annotations.NullMarked;
