/** Changes of the primary that others have made, and those that processes which are gone have left. */
@NullMarked
package dev.palinode.engine.reparent.others;

import org.jspecify.annotations.NullMarked;
