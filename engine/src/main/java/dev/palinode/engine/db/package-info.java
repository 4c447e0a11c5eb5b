/** JDBC access to one server: connections, transactions, error categories, named locks. */
@NullMarked
package dev.palinode.engine.db;

import org.jspecify.annotations.NullMarked;
