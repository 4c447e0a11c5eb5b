/** What may be submitted, started, cut over or taken back, and when: decisions without any action. */
@NullMarked
package dev.palinode.engine.migration.rules;

import org.jspecify.annotations.NullMarked;
