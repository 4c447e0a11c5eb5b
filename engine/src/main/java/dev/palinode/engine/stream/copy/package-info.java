/** The parallel copy of ranges of rows. */
@NullMarked
package dev.palinode.engine.stream.copy;

import org.jspecify.annotations.NullMarked;
