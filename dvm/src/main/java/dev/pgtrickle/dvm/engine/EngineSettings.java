package dev.pgtrickle.dvm.engine;

import java.time.Duration;
import javax.sql.DataSource;

/**
 * What an engine needs to know.
 *
 * @param database the name of the database
 * @param connections opens sessions of the role that owns the catalog
 * @param sessions how many sessions the engine may have at once
 * @param poll how often to look for commits that nobody announced
 */
public record EngineSettings(String database, DataSource connections, int sessions, Duration poll) {

    /** The poll interval unless one is given. */
    public static final Duration DEFAULT_POLL = Duration.ofMillis(100);

    /** The number of sessions unless one is given. */
    public static final int DEFAULT_SESSIONS = 5;
}
