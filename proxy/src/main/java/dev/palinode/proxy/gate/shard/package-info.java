/** Holds client traffic of a whole shard while its primary changes, or is lost. */
@NullMarked
package dev.palinode.proxy.gate.shard;

import org.jspecify.annotations.NullMarked;
