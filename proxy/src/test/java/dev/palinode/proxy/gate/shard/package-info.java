/** Tests of the buffer of a shard. */
@NullMarked
package dev.palinode.proxy.gate.shard;

import org.jspecify.annotations.NullMarked;
