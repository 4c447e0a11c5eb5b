/** One line for each statement that was slow or failed, without what it said about anybody. */
@NullMarked
package dev.palinode.proxy.accesslog;

import org.jspecify.annotations.NullMarked;
