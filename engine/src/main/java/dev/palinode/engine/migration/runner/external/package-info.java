/** ALTER by a program of others, gh-ost or pt-online-schema-change, as a process of its own under an account of its own. */
@NullMarked
package dev.palinode.engine.migration.runner.external;

import org.jspecify.annotations.NullMarked;
