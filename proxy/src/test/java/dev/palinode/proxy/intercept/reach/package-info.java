@NullMarked
package dev.palinode.proxy.intercept.reach;

import org.jspecify.annotations.NullMarked;
