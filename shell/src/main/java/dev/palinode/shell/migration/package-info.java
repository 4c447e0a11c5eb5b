/** Migrations as people see them: found by name, measured, laid out in lines. */
@NullMarked
package dev.palinode.shell.migration;

import org.jspecify.annotations.NullMarked;
