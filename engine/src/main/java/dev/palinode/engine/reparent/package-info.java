/** Changes of a shard's primary, and of the roles of its servers. */
@NullMarked
package dev.palinode.engine.reparent;

import org.jspecify.annotations.NullMarked;
