/** What a stream does with a row: pairs of columns, ranges of keys, and the SQL for both sides. */
@NullMarked
package dev.palinode.engine.stream.plan;

import org.jspecify.annotations.NullMarked;
