/** The steps of an online change: shadow table, copy, cut-over. */
@NullMarked
package dev.palinode.engine.migration.runner;

import org.jspecify.annotations.NullMarked;
