package dev.scanctl.coordinator.store.row;

import dev.scanctl.wire.Method;
import org.jspecify.annotations.Nullable;

/**
 * What a unit of host discovery found out.
 *
 * @param method null: nothing, and no host counts as down
 * @param down a bit for each address of the unit by rank; 1: down
 */
public record DiscoveryRow(UnitKey unit, @Nullable Method method, long observedMs, byte[] down) {}
