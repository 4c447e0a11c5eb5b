/** What {@code palinode demo} is made of. */
@NullMarked
package dev.palinode.shell.launch.demo;

import org.jspecify.annotations.NullMarked;
