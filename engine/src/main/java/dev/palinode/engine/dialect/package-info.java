/** What differs between MySQL and MariaDB, asked by behaviour and never by version. */
@NullMarked
package dev.palinode.engine.dialect;

import org.jspecify.annotations.NullMarked;
