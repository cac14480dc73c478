package dev.pgtrickle.proxy.testkit;

import dev.pgtrickle.embedded.PostgresVersion;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A test that is run on the oldest and the newest supported server; its parameter is a {@link PostgresVersion}. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@ParameterizedTest
@EnumSource(
        value = PostgresVersion.class,
        names = {"V15", "V18"})
public @interface OldestAndNewest {}
