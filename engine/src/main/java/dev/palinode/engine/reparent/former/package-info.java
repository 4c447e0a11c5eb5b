/** The primary that is to be replaced although it may not do what it is told. */
@NullMarked
package dev.palinode.engine.reparent.former;

import org.jspecify.annotations.NullMarked;
