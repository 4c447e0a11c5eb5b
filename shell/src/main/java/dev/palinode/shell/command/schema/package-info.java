/** Commands that make the schema what files declare. */
@NullMarked
package dev.palinode.shell.command.schema;

import org.jspecify.annotations.NullMarked;
