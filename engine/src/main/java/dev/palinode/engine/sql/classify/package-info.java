/** From the text of a statement to its meaning, and to the places of the names in it. */
@NullMarked
package dev.palinode.engine.sql.classify;

import org.jspecify.annotations.NullMarked;
