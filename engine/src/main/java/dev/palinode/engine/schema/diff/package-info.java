/** Two definitions of one table, and the ALTER TABLE that leads from one to the other. */
@NullMarked
package dev.palinode.engine.schema.diff;

import org.jspecify.annotations.NullMarked;
