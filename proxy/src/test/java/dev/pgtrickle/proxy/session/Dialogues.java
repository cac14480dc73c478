package dev.pgtrickle.proxy.session;

import static dev.pgtrickle.proxy.testkit.Wire.*;

import dev.pgtrickle.embedded.PostgresVersion;
import dev.pgtrickle.proxy.testkit.RawClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** What a client and a server can say to each other; each dialogue is named after what is odd about it. */
final class Dialogues {

    /** Brings the database into the state in which each dialogue begins. */
    static final String SETUP = """
            DROP SCHEMA public CASCADE;
            CREATE SCHEMA public;
            CREATE TABLE t (a int, b text);
            CREATE TABLE d (a int PRIMARY KEY DEFERRABLE INITIALLY DEFERRED);
            CREATE TABLE i (id int GENERATED ALWAYS AS IDENTITY, a int);
            CREATE PROCEDURE commits() LANGUAGE plpgsql AS $$BEGIN INSERT INTO t VALUES (1); COMMIT; END$$;
            CREATE FUNCTION says(text) RETURNS int LANGUAGE plpgsql AS $$BEGIN RAISE NOTICE '%', $1; RETURN 1; END$$;
            CREATE VIEW v AS SELECT a FROM t;
            """;

    interface Dialogue {
        void hold(RawClient client) throws IOException;
    }

    private static final Set<String> WITHOUT_INTERCEPTOR =
            Set.of("stream ddl without an interceptor", "a schema that is not there");

    private final Map<String, Dialogue> dialogues = new LinkedHashMap<>();
    private final PostgresVersion version;

    Dialogues(PostgresVersion version) {
        this.version = version;
        simpleQueries();
        extendedQueries();
        errors();
        pipelines();
        sessionState();
        statementsThatMayConcernStreamTables();
        new SideDialogues(this).addAll();
    }

    Map<String, Dialogue> all() {
        return dialogues;
    }

    /** Whether a dialogue goes otherwise when stream tables are known. */
    boolean needsNoInterceptor(String name) {
        return WITHOUT_INTERCEPTOR.contains(name);
    }

    void add(String name, Dialogue dialogue) {
        if (dialogues.put(name, dialogue) != null) {
            throw new IllegalArgumentException("two dialogues named " + name);
        }
    }

    private void simpleQueries() {
        add("select", c -> c.query("select 1 as a, null, 'x'", "T<a|?column?|?column?> D<1|NULL|x> C<SELECT 1> ZI"));
        add(
                "several statements",
                c -> c.query(
                        "insert into t values (1); select 2; update t set a = 3",
                        "C<INSERT 0 1> T D<2> C<SELECT 1> C<UPDATE 1> ZI"));
        add("empty query", c -> c.query("", "I ZI").query(";", "I ZI").query("-- x", "I ZI"));
        add("A1 deferred violation in place of the tag", c -> c.query("insert into d values (1), (1)", "E<23505> ZI"));
        add(
                "A3 error undoes what went before",
                c -> c.query("insert into t values (1); select 1/0", "C<INSERT 0 1> E<22012> ZI")
                        .query("select count(*) from t", "T D<0> C<SELECT 1> ZI"));
        add(
                "A4 deferred violation behind the last result",
                c -> c.query("insert into d values (1), (1); select 1", "C<INSERT 0 2> T D E<23505> ZI"));
        add("A6 empty segments", c -> c.query("; ;insert into t values (1);;", "C<INSERT 0 1> ZI"));
        add(
                "A8 commit inside",
                c -> c.query(
                        "insert into t values (1); commit; insert into t values (2)",
                        "C<INSERT 0 1> N<25P01> C<COMMIT> C<INSERT 0 1> ZI"));
        add(
                "A9 begin inside",
                c -> c.query(
                        "insert into t values (1); begin; insert into t values (2)",
                        "C<INSERT 0 1> C<BEGIN> C<INSERT 0 1> ZT"));
        add("A10 vacuum in a block", c -> c.query("vacuum t; select 1", "E<25001> ZI"));
        add("syntax error at a position", c -> c.query("select 1; selec 2", "E<42601> ZI"));
        add("many queries in one packet", c -> {
            StringBuilder expected = new StringBuilder();
            byte[] all = new byte[0];
            for (int i = 0; i < 200; i++) {
                all = join(all, Q("select " + i));
                expected.append("T D<").append(i).append("> C<SELECT 1> ZI ");
            }
            c.send(all).expect(expected.toString());
        });
        add(
                "notices",
                c -> c.query("select says('hello')", "T N<00000> D<1> C<SELECT 1> ZI")
                        .query("do $$begin raise warning 'x'; end$$", "N<01000> C<DO> ZI")
                        .query("drop table if exists nope", "N<00000> C<DROP TABLE> ZI"));
        add(
                "large rows",
                c -> c.query("select repeat('x', 1000000), g from generate_series(1, 3) g", "T D D D C<SELECT 3> ZI"));
        add("many rows", c -> {
            c.send(Q("select g, md5(g::text) from generate_series(1, 20000) g"));
            c.readUntilReady();
        });
        add("long text", c -> c.query("select length('" + "y".repeat(300_000) + "')", "T D<300000> C<SELECT 1> ZI"));
        add(
                "text beyond what is read",
                c -> c.query("select length('" + "y".repeat(1_500_000) + "')", "T D<1500000> C<SELECT 1> ZI"));
        add("function call", c -> {
            int abs = Integer.parseInt(c.rows("select 'pg_catalog.abs(integer)'::regprocedure::oid::int")
                    .getFirst());
            c.send(F(abs, "-1"), F(abs, "-2")).expect("V ZI V ZI");
            c.send(F(1, "x"), Q("select 1")).expect("E ZI T D C ZI");
        });
    }

    private void extendedQueries() {
        add(
                "parse bind execute",
                c -> c.send(PBE("insert into t values (1)"), S()).expect("1 2 C<INSERT 0 1> ZI"));
        add("with describe", c -> c.send(PBDE("select 1 as a"), S()).expect("1 2 T<a> D<1> C<SELECT 1> ZI"));
        add(
                "describe a statement",
                c -> c.send(P("s", "select $1::int + 1"), Ds("s"), S()).expect("1 t T ZI"));
        add(
                "describe without result",
                c -> c.send(P("s", "truncate t"), Ds("s"), B("", "s"), Dp(""), S())
                        .expect("1 t n 2 n ZI"));
        add("named statement used again", c -> {
            c.send(P("s", "select $1::text", 25), S()).expect("1 ZI");
            c.send(B("", "s", "a"), E(), B("", "s", (String) null), E(), S()).expect("2 D<a> C 2 D<NULL> C ZI");
            c.send(Cs("s"), Cs("s"), S()).expect("3 3 ZI");
            c.send(B("", "s", "a"), S()).expect("E<26000> ZI");
        });
        add(
                "binary result",
                c -> c.send(P("select 258"), Bbinary("", ""), Dp(""), E(), S()).expect("1 2 T D C ZI"));
        add(
                "suspended portal",
                c -> c.send(P("select generate_series(1, 5)"), B(), E("", 2), E("", 2), E("", 2), S())
                        .expect("1 2 D<1> D<2> s D<3> D<4> s D<5> C<SELECT 1> ZI"));
        add(
                "F9 rows of an insert in portions",
                c -> c.send(
                                P("insert into t select g from generate_series(1, 11) g returning a"),
                                B(),
                                E("", 2),
                                E(),
                                S())
                        .expect("1 2 D D s D D D D D D D D D C<INSERT 0 9> ZI"));
        add("empty statement", c -> c.send(PBDE(""), S()).expect("1 2 n I ZI"));
        add("flush without sync", c -> {
            c.send(P("select 1"), H()).expect("1");
            c.send(B(), H()).expect("2");
            c.send(E(), H()).expect("D C");
            c.send(S()).expect("ZI");
        });
        add("sync alone", c -> c.send(S(), S()).expect("ZI ZI"));
        add(
                "close a portal",
                c -> c.send(P("select 1"), B("p", ""), Cp("p"), E("p", 0), S()).expect("1 2 3 E<34000> ZI"));
        add("E7 commit of a deferred violation", c -> {
            c.query("begin", "C ZT").query("insert into d values (1), (1)", "C ZT");
            c.send(PBE("commit"), S()).expect("1 2 E<23505> ZI");
        });
        add(
                "several statements in one parse",
                c -> c.send(P("select 1; truncate t"), B(), S()).expect("E<42601> ZI"));
    }

    private void errors() {
        add(
                "error until sync",
                c -> c.send(P("selec"), B(), E(), P("select 1"), S(), PBE("select 2"), S())
                        .expect("E<42601> ZI 1 2 D<2> C ZI"));
        add("B2 error undoes the pipeline", c -> {
            c.send(PBE("insert into t values (1)"), P("select 1/0"), B(), E(), S())
                    .expect("1 2 C 1 E<22012> ZI");
            c.query("select count(*) from t", "T D<0> C ZI");
        });
        add(
                "B3 deferred violation at sync",
                c -> c.send(PBE("insert into d values (1), (1)"), S()).expect("1 2 C E<23505> ZI"));
        add(
                "bind error",
                c -> c.send(P("select $1::int"), B("", "", "x"), E(), S()).expect("1 E<22P02> ZI"));
        add(
                "C1 a query destroys the unnamed statement",
                c -> c.send(P("select 1"), S(), Q("select 2"), B(), E(), S()).expect("1 ZI T D C ZI E<26000> ZI"));
        add("C3 a query destroys the unnamed portal", c -> {
            c.query("begin", "C ZT");
            c.send(P("select generate_series(1, 3)"), B(), E("", 1), S()).expect("1 2 D s ZT");
            c.query("select 2", "T D C ZT");
            c.send(E(), S()).expect("E<34000> ZE");
        });
        add(
                "C5 a query before the sync is swallowed",
                c -> c.send(P("selec"), Q("select 1"), S()).expect("E<42601> ZI"));
        add(
                "a function call before the sync is swallowed",
                c -> c.send(P("selec"), F(1, "x"), S()).expect("E<42601> ZI"));
        add("error, flush, and then the rest", c -> {
            c.send(P("selec"), H()).expect("E<42601>");
            c.send(B(), E(), Q("select 1"), S()).expect("ZI");
        });
        add(
                "E1 failed block",
                c -> c.query("begin", "C ZT")
                        .query("select 1/0", "E<22012> ZE")
                        .query("select 1", "E<25P02> ZE")
                        .query("commit", "C<ROLLBACK> ZI"));
        add(
                "E5 pipelined queries in a failing block",
                c -> c.send(
                                Q("begin"),
                                Q("insert into d values (1), (1); set constraints all immediate"),
                                Q("select 1"),
                                Q("commit"))
                        .expect("C ZT C E<23505> ZE E<25P02> ZE C<ROLLBACK> ZI"));
        add("malformed messages", c -> {
            c.send(message('P', new byte[] {'x'}), S()).expect("E<08P01> ZI");
            c.send(message('Q', "select 1".getBytes(StandardCharsets.US_ASCII))).expect("E<08P01> ZI");
            c.send(message('E', new byte[] {0, 1}), S()).expect("E<08P01> ZI");
            c.send(message('D', new byte[] {'Q', 0}), S()).expect("E<08P01> ZI");
            c.query("select 1", "T D C ZI");
        });
        add("unknown message type", c -> c.send(message('y', new byte[0])).expect("E<08P01> EOF"));
    }

    private void pipelines() {
        add("many statements, one sync", c -> {
            byte[] all = new byte[0];
            StringBuilder expected = new StringBuilder();
            for (int i = 0; i < 300; i++) {
                all = join(all, P("select " + i), B(), Dp(""), E());
                expected.append("1 2 T D<").append(i).append("> C ");
            }
            c.send(all, S()).expect(expected + "ZI");
        });
        add(
                "a block in a pipeline",
                c -> c.send(PBE("begin"), PBE("insert into t values (1)"), PBE("commit"), S())
                        .expect("1 2 C<BEGIN> 1 2 C 1 2 C<COMMIT> ZI"));
        add("B12 commit, then an error", c -> {
            c.send(PBE("insert into t values (1)"), PBE("commit"), PBE("select 1/0"), S())
                    .expect("1 2 C 1 2 N<25P01> C<COMMIT> 1 E<22012> ZI");
            c.query("select count(*) from t", "T D<1> C ZI");
        });
        add(
                "B6b vacuum behind close and parse",
                c -> c.send(Cs("x"), P("x", "select 1"), PBE("vacuum t"), S()).expect("3 1 1 2 C<VACUUM> ZI"));
        add(
                "B6 vacuum behind a statement",
                c -> c.send(PBE("select 1"), PBE("vacuum t"), S()).expect("1 2 D C 1 2 E<25001> ZI"));
        add(
                "B8 savepoint in an implicit block",
                c -> c.send(PBE("select 1"), PBE("savepoint a"), S()).expect("1 2 D C 1 2 E<25P01> ZI"));
        add("F5 a query behind unsynced messages", c -> {
            boolean implicitBlock = version.major() >= 18;
            c.send(PBE("insert into t values (1)"), Q("select 2"))
                    .expect("1 2 C T D C " + (implicitBlock ? "ZT" : "ZI"));
            c.send(S()).expect("ZI");
        });
        add("procedure that commits", c -> {
            c.query("call commits()", "C<CALL> ZI");
            c.send(PBE("call commits()"), S()).expect("1 2 C<CALL> ZI");
            c.query("select 1; call commits()", "T D C E<2D000> ZI");
            c.query("begin", "C ZT").query("call commits()", "E<2D000> ZE");
        });
        add("create index concurrently", c -> {
            c.query("create index concurrently x on t (a)", "C<CREATE INDEX> ZI");
            c.send(PBE("create index concurrently y on t (a)"), S()).expect("1 2 C<CREATE INDEX> ZI");
        });
    }

    private void sessionState() {
        add(
                "D1 nothing before set transaction",
                c -> c.query("begin", "C ZT")
                        .query("set transaction isolation level serializable", "C ZT")
                        .query("select 1", "T D C ZT")
                        .query("set transaction isolation level repeatable read", "E<25001> ZE"));
        add(
                "D2 lastval is the user's",
                c -> c.query("insert into i (a) values (1)", "C ZI")
                        .query("truncate t", "C ZI")
                        .query("select lastval()", "T D<1> C ZI"));
        add(
                "E8 commit and chain",
                c -> c.query("begin", "C ZT")
                        .query("commit and chain", "C<COMMIT> ZT")
                        .query("rollback", "C ZI"));
        add(
                "savepoints",
                c -> c.query("begin", "C ZT")
                        .query("savepoint a", "C ZT")
                        .query("select 1/0", "E<22012> ZE")
                        .query("rollback to a", "C<ROLLBACK> ZT")
                        .query("release a", "C<RELEASE> ZT")
                        .query("commit", "C ZI"));
        add("discard all", c -> {
            c.send(P("s", "select 1"), S()).expect("1 ZI");
            c.query("discard all", "C<DISCARD ALL> ZI");
            c.send(B("", "s"), S()).expect("E<26000> ZI");
        });
        add(
                "sql cursors",
                c -> c.query("begin", "C ZT")
                        .query("declare c cursor for select generate_series(1, 3)", "C<DECLARE CURSOR> ZT")
                        .query("fetch 2 from c", "T D<1> D<2> C<FETCH 2> ZT")
                        .query("move c", "C<MOVE 1> ZT")
                        .query("close c", "C<CLOSE CURSOR> ZT")
                        .query("commit", "C ZI"));
        add(
                "cursor with hold",
                c -> c.query("declare c cursor with hold for select 1", "C ZI").query("fetch c", "T D C ZI"));
        add(
                "sql prepare and execute",
                c -> c.query("prepare p as select $1::int", "C<PREPARE> ZI")
                        .query("execute p(7)", "T D<7> C<SELECT 1> ZI")
                        .query("deallocate all", "C<DEALLOCATE ALL> ZI"));
        add(
                "listen and notify",
                c -> c.query("listen x", "C ZI")
                        .query("notify x, 'y'", "C<NOTIFY> A<x> ZI")
                        .query("begin; notify x; commit", "C C C A<x> ZI"));
        add(
                "reported settings",
                c -> c.query("set application_name to 'x'", "C S<application_name> ZI")
                        .query(
                                "begin; set local timezone to 'UTC'; set local timezone to 'Europe/Berlin'",
                                "C C C S<TimeZone> ZT")
                        .query("rollback", "C S<TimeZone> ZI"));
        add(
                "backslashes",
                c -> c.query("set standard_conforming_strings to off", "C S<standard_conforming_strings> ZI")
                        .query("select 'a\\';truncate t;'", "N<22P06> T D C ZI"));
        add(
                "another client encoding",
                c -> c.query("set client_encoding to 'latin1'", "C S<client_encoding> ZI")
                        .query("select chr(228)", "T D C ZI"));
        add(
                "an encoding that cannot be lexed",
                c -> c.query("set client_encoding to 'sjis'", "C S<client_encoding> ZI")
                        .query("truncate t", "C ZI"));
        add(
                "prepared transactions",
                c -> c.query("begin", "C ZT")
                        .query("insert into t values (1)", "C ZT")
                        .query("prepare transaction 'two'", "C<PREPARE TRANSACTION> ZI")
                        .query("commit prepared 'two'", "C<COMMIT PREPARED> ZI"));
    }

    /** The proxy has a look at these, finds no interceptor, and relays them. */
    private void statementsThatMayConcernStreamTables() {
        add(
                "truncate and others",
                c -> c.query("truncate t", "C<TRUNCATE TABLE> ZI")
                        .query("create index on t (a)", "C<CREATE INDEX> ZI")
                        .query("drop view v", "C<DROP VIEW> ZI")
                        .query("create materialized view m as select 'pgtrickle'", "C<SELECT 1> ZI")
                        .query("refresh materialized view m", "C<REFRESH MATERIALIZED VIEW> ZI")
                        .query("drop materialized view m", "C<DROP MATERIALIZED VIEW> ZI"));
        add("stream ddl without an interceptor", c -> c.query("create stream table x as select 1", "E<42601> ZI"));
        add("a schema that is not there", c -> c.query("select pgtrickle.version()", "E<3F000> ZI"));
        add(
                "in a pipeline",
                c -> c.send(PBE("insert into t values (1)"), PBE("truncate t"), PBE("create index on t (a)"), S())
                        .expect("1 2 C 1 2 C<TRUNCATE TABLE> 1 2 C<CREATE INDEX> ZI"));
        add(
                "in a string",
                c -> c.query("insert into t values (1); truncate t; select count(*) from t", "C C T D<0> C ZI"));
        add("many in one packet", c -> {
            byte[] all = new byte[0];
            for (int i = 0; i < 50; i++) {
                all = join(all, Q("truncate t"), PBE("truncate t"), S());
            }
            c.send(all).expect("C ZI 1 2 C ZI ".repeat(50));
        });
        add(
                "behind an error",
                c -> c.send(P("selec"), P("truncate t"), Q("truncate t"), S(), Q("truncate t"))
                        .expect("E<42601> ZI C ZI"));
        add(
                "in a failed block",
                c -> c.query("begin", "C ZT")
                        .query("select 1/0", "E ZE")
                        .query("truncate t", "E<25P02> ZE")
                        .send(P("truncate t"), B(), S())
                        .expect("E<25P02> ZE"));
    }
}
