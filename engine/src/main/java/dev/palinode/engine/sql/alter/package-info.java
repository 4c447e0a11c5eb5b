/** What an ALTER TABLE does, read by hand and witnessed by grammars. */
@NullMarked
package dev.palinode.engine.sql.alter;

import org.jspecify.annotations.NullMarked;
