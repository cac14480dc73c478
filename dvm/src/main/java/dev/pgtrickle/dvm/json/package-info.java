/** JSON text for parameters of SQL statements; the server does everything else with JSON. */
@NullMarked
package dev.pgtrickle.dvm.json;

import org.jspecify.annotations.NullMarked;
