/** Looks at the tablets of a shard all the time, and says from what it sees which of them is the primary. */
@NullMarked
package dev.palinode.engine.topo.health;

import org.jspecify.annotations.NullMarked;
