package dev.pgtrickle.proxy.bench.immediate;

import java.util.Locale;

/** Which way writers and readers take to the database. */
public enum Way {
    /** PostgreSQL's driver and nothing else. */
    DIRECT,
    /** The same through the proxy. */
    PROXY,
    /** Our driver, without the proxy. */
    DRIVER;

    String title() {
        return name().toLowerCase(Locale.ROOT);
    }
}
