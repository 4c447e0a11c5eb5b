/** Foreign keys of tables that are copied: what they are, what they are called in a copy, and when they are there. */
@NullMarked
package dev.palinode.engine.schema.foreign;

import org.jspecify.annotations.NullMarked;
