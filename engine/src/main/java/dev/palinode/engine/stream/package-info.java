/** VReplication streams: parallel range copy, binlog apply, verification. */
@NullMarked
package dev.palinode.engine.stream;

import org.jspecify.annotations.NullMarked;
