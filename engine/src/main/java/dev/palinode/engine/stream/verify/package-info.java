/** The comparison of source and target, and the repair of rows that differ. */
@NullMarked
package dev.palinode.engine.stream.verify;

import org.jspecify.annotations.NullMarked;
