/** Reverse windows: what a completed ALTER has replaced is kept in step for a time; and VERIFY, which compares once more. */
@NullMarked
package dev.palinode.engine.migration.window;

import org.jspecify.annotations.NullMarked;
