/** The life of a migration: submission, control, scheduling, running, reverting. */
@NullMarked
package dev.palinode.engine.migration;

import org.jspecify.annotations.NullMarked;
