package dev.palinode.engine.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ArgumentsSource;

/** A test that runs once on each server there is; its method takes a {@link TestServer}. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@ParameterizedTest(name = "{0}", allowZeroInvocations = true)
@ArgumentsSource(EachServer.class)
public @interface OnEachServer {
    /** The flavours that have what the test is about. */
    TestServer.Flavour[] of() default {TestServer.Flavour.MARIADB, TestServer.Flavour.MYSQL};
}
