/** One runner for each way in which a migration is carried out without a copy of rows. */
@NullMarked
package dev.palinode.engine.migration.runner.immediate;

import org.jspecify.annotations.NullMarked;
