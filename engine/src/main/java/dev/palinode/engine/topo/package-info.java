/** Keyspaces, shards, tablets, and who the primary is. */
@NullMarked
package dev.palinode.engine.topo;

import org.jspecify.annotations.NullMarked;
