/** {@code palinode topo}: looks at a topology, and changes it. */
@NullMarked
package dev.palinode.shell.launch.topo;

import org.jspecify.annotations.NullMarked;
