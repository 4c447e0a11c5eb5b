/** What an ALTER has done to the constraints and the range of columns, as far as a revert may meet with it. */
@NullMarked
package dev.palinode.engine.schema.notes;

import org.jspecify.annotations.NullMarked;
