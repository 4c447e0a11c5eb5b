/** Adding and dropping partitions without a copy, and the way back, with the rows. */
@NullMarked
package dev.palinode.engine.migration.runner.partition;

import org.jspecify.annotations.NullMarked;
