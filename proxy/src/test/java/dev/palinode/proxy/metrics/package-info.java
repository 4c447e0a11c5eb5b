@NullMarked
package dev.palinode.proxy.metrics;

import org.jspecify.annotations.NullMarked;
