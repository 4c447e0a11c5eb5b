/** What is looked at before anything is served: which server has which role, and whether the primary has what we need. */
@NullMarked
package dev.palinode.engine.preflight;

import org.jspecify.annotations.NullMarked;
