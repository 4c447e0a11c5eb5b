@NullMarked
package dev.palinode.proxy.accesslog;

import org.jspecify.annotations.NullMarked;
