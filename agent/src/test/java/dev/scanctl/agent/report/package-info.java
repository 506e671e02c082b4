@NullMarked
package dev.scanctl.agent.report;

import org.jspecify.annotations.NullMarked;
