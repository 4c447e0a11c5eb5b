/** Tests of the reading of statement texts. */
@NullMarked
package dev.palinode.engine.sql;

import org.jspecify.annotations.NullMarked;
