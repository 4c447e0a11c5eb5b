/** The atomic swap of two tables, and finding out afterwards on which side of it we are. */
@NullMarked
package dev.palinode.engine.cutover;

import org.jspecify.annotations.NullMarked;
