/** A private MariaDB server, unpacked from a jar, for the demo and the tests. */
@NullMarked
package dev.palinode.engine.embedded;

import org.jspecify.annotations.NullMarked;
