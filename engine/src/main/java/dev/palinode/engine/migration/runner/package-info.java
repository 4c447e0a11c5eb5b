/** One runner for each way in which a migration is carried out. */
@NullMarked
package dev.palinode.engine.migration.runner;

import org.jspecify.annotations.NullMarked;
