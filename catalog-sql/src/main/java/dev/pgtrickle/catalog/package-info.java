/**
 * The SQL that is installed in a user's database, and its installer.
 *
 * <p>The SQL itself lies in the resources next to this package: versioned scripts {@code V001__...sql} that run once, and scripts of
 * functions and views that run again whenever they changed. Start reading at {@link dev.pgtrickle.catalog.CatalogInstaller}.
 */
@NullMarked
package dev.pgtrickle.catalog;

import org.jspecify.annotations.NullMarked;
