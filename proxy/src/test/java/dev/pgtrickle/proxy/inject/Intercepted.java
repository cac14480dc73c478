package dev.pgtrickle.proxy.inject;

import dev.pgtrickle.dvm.intercept.Interception;
import dev.pgtrickle.dvm.intercept.Interceptor.Outcome;
import dev.pgtrickle.embedded.PostgresVersion;
import dev.pgtrickle.proxy.listen.ProxyConfig;
import dev.pgtrickle.proxy.testkit.FakeInterceptor;
import dev.pgtrickle.proxy.testkit.Proxied;
import dev.pgtrickle.proxy.testkit.RawClient;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;

/**
 * A proxied database whose interceptor knows these statements:
 *
 * <ul>
 *   <li>{@code CREATE STREAM TABLE x}: creates table {@code x} and notes that in table {@code made};
 *   <li>{@code DROP MATERIALIZED VIEW}: is relayed by the interceptor;
 *   <li>{@code CREATE INDEX}: is put on table {@code storage} in place of {@code shown};
 *   <li>{@code SELECT pgtrickle.}: is observed, and the completion notes that in table {@code made};
 *   <li>{@code CALL pgtrickle.}: is observed as a SELECT with the tag {@code CALL};
 *   <li>{@code SELECT /* ask *}{@code / pgtrickle.}: may be answered at the second attempt.
 * </ul>
 */
final class Intercepted implements AutoCloseable {

    private static final String SETUP = """
            CREATE TABLE t (a int);
            CREATE TABLE d (a int PRIMARY KEY DEFERRABLE INITIALLY DEFERRED);
            CREATE TABLE made (name text);
            CREATE TABLE storage (a int);
            CREATE VIEW shown AS SELECT a FROM storage;
            CREATE MATERIALIZED VIEW m AS SELECT 1 AS a;
            CREATE SCHEMA pgtrickle;
            CREATE TABLE pgtrickle.answers (answer text);
            CREATE FUNCTION pgtrickle.ask(question text DEFAULT '') RETURNS SETOF text
                RETURN (SELECT string_agg(question || answer, ',') FROM pgtrickle.answers);
            CREATE FUNCTION pgtrickle.act(n int) RETURNS int LANGUAGE plpgsql AS
                $$BEGIN RAISE NOTICE 'act %', n; INSERT INTO t VALUES (n); RETURN n; END$$;
            """;

    private final Proxied proxied;
    private final FakeInterceptor fake;
    private final List<String> asked = new CopyOnWriteArrayList<>();

    private Intercepted(PostgresVersion version, UnaryOperator<ProxyConfig> configuration)
            throws SQLException, IOException {
        fake = new FakeInterceptor()
                .command("create stream table", session -> {
                    session.query("CREATE TABLE made_by_us (a int)");
                    session.query("INSERT INTO made VALUES ($1)", "made_by_us");
                    return new Outcome.Done("CREATE STREAM TABLE");
                })
                .command("drop materialized view", session -> new Outcome.Relay("DROP MATERIALIZED VIEW m"))
                .rewrite("create index", session -> {
                    session.query("INSERT INTO made VALUES ('index')");
                    return "CREATE INDEX ON storage (a)";
                })
                .rewrite("create index concurrently", session -> "CREATE INDEX CONCURRENTLY ON storage (a)")
                .observe("select pgtrickle.", sql -> new Interception.Observe(sql, false, ""))
                .observe("select pgtrickle.ask", sql -> new Interception.Observe(sql, true, ""))
                .observe(
                        "call pgtrickle.",
                        sql -> new Interception.Observe(sql.replaceFirst("(?i)call", "SELECT"), false, "CALL"))
                .completing(session -> {
                    session.query("INSERT INTO made VALUES ('completed')");
                    return dev.pgtrickle.dvm.intercept.Interceptor.Completion.FINISHED;
                });
        proxied = Proxied.start(
                version,
                config -> configuration.apply(config.intercepting((database, certainly) -> {
                    asked.add(database.replaceAll("\\d+", "n") + " " + certainly);
                    return Optional.of(fake);
                })));
        proxied.database().run(SETUP);
    }

    static Intercepted start(PostgresVersion version) throws SQLException, IOException {
        return new Intercepted(version, UnaryOperator.identity());
    }

    static Intercepted start(PostgresVersion version, UnaryOperator<ProxyConfig> configuration)
            throws SQLException, IOException {
        return new Intercepted(version, configuration);
    }

    FakeInterceptor fake() {
        return fake;
    }

    Proxied proxied() {
        return proxied;
    }

    RawClient connect(String... settings) throws IOException {
        return proxied.connect(settings);
    }

    /** Which databases an interceptor was asked for. */
    List<String> asked() {
        return List.copyOf(asked);
    }

    /** The rows of a query in a session of its own: what has been committed. */
    List<String> committed(String sql) throws SQLException {
        return proxied.database().rows(sql);
    }

    @Override
    public void close() throws SQLException {
        proxied.close();
    }
}
