/** What every TCP transport has to do: interfaces of tests, with one small class per transport beside its code. */
@NullMarked
package dev.scanctl.agent.contract;

import org.jspecify.annotations.NullMarked;
