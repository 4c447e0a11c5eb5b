/** What is known of a migration beyond its progress, in columns of its row. */
@NullMarked
package dev.palinode.engine.sidecar.facts;

import org.jspecify.annotations.NullMarked;
