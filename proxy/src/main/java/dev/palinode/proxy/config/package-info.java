/** The configuration: one validated record, and how it is read from flags, a file and the environment. */
@NullMarked
package dev.palinode.proxy.config;

import org.jspecify.annotations.NullMarked;
