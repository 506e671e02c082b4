@NullMarked
package dev.scanctl.agent;

import org.jspecify.annotations.NullMarked;
