/** What would become of a statement, by the rules of the run; nothing is stored, and nothing is left. */
@NullMarked
package dev.palinode.engine.migration.plan;

import org.jspecify.annotations.NullMarked;
