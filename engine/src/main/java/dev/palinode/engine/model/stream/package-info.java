/** Values of streams: positions in the binlog, how far a copy is, what a verification found. No I/O. */
@NullMarked
package dev.palinode.engine.model.stream;

import org.jspecify.annotations.NullMarked;
