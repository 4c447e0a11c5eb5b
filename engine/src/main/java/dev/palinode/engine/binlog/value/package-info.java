/** The values of columns: from the bytes of a row image, or from an expression of the source, to SQL for the target. */
@NullMarked
package dev.palinode.engine.binlog.value;

import org.jspecify.annotations.NullMarked;
