package dev.palinode.engine.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ArgumentsSource;

/**
 * A test that runs once for each flavour that {@link TestCluster#of} can start; its method takes the flavour. MySQL is
 * left out, with a line that says so, where {@code PALINODE_TEST_MYSQLD} names no program; in CI that is an error.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@ParameterizedTest(name = "{0}")
@ArgumentsSource(EachCluster.class)
public @interface OnEachCluster {}
