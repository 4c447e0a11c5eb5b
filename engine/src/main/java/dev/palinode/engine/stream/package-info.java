/** VReplication streams: the facade, and the loop that copies, applies and verifies. */
@NullMarked
package dev.palinode.engine.stream;

import org.jspecify.annotations.NullMarked;
