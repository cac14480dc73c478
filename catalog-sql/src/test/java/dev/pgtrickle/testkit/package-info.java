/**
 * What the tests of all modules share: {@link dev.pgtrickle.testkit.Database a fresh database per test class} on a server that the
 * test JVM starts once, and {@link dev.pgtrickle.testkit.Golden golden files}.
 */
package dev.pgtrickle.testkit;
