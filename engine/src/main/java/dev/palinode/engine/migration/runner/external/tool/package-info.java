/** What is to be known of the programs: how each is called, which tables it makes, what it says. */
@NullMarked
package dev.palinode.engine.migration.runner.external.tool;

import org.jspecify.annotations.NullMarked;
