/** Tables as the server describes them, and the comparison of a source with its shadow. */
@NullMarked
package dev.palinode.engine.schema;

import org.jspecify.annotations.NullMarked;
