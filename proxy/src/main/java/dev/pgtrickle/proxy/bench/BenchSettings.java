package dev.pgtrickle.proxy.bench;

/**
 * What is measured, and for how long.
 *
 * @param direct the server
 * @param proxied a proxy in front of the same server
 * @param database the database that both connect to
 * @param user who connects; may create a table
 * @param password the password, or an empty string when none is asked for
 * @param rounds how many rounds are measured, after one that is not
 * @param statements how many statements of a kind a round runs on each way
 */
public record BenchSettings(
        Address direct, Address proxied, String database, String user, String password, int rounds, int statements) {

    /** The number of rounds unless one is given. */
    public static final int DEFAULT_ROUNDS = 5;

    /** The number of statements unless one is given. */
    public static final int DEFAULT_STATEMENTS = 2000;

    /** Refuses what cannot be measured. */
    public BenchSettings {
        if (rounds < 1) {
            throw new IllegalArgumentException("rounds must be at least 1, not " + rounds);
        }
        if (statements < 1) {
            throw new IllegalArgumentException("statements must be at least 1, not " + statements);
        }
    }

    /**
     * Where something listens.
     *
     * @param host a host name or address
     * @param port a TCP port
     */
    public record Address(String host, int port) {}
}
