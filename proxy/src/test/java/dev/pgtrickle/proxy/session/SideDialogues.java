package dev.pgtrickle.proxy.session;

import static dev.pgtrickle.proxy.testkit.Wire.*;

import dev.pgtrickle.proxy.session.Dialogues.Dialogue;

/** More dialogues: what a server says besides its answers, such as reports with all their fields and notifications, and copies and odd portals. */
final class SideDialogues {

    private final Dialogues dialogues;

    SideDialogues(Dialogues dialogues) {
        this.dialogues = dialogues;
    }

    void addAll() {
        reports();
        asynchronousMessages();
        oddPortals();
        copies();
    }

    private void add(String name, Dialogue dialogue) {
        dialogues.add(name, dialogue);
    }

    private void reports() {
        add("an error with every field", c -> {
            c.query("create domain small as int constraint is_small check (value < 10)", "C ZI");
            c.query("alter table t add constraint a_is_odd check (a % 2 = 1)", "C ZI");
            c.query("insert into t values (2)", "E<23514> ZI");
            c.query("select 10::small", "T E<23514> ZI");
            c.query("alter table t alter a set not null", "C ZI").query("insert into t values (null)", "E<23502> ZI");
            c.query(
                    "do $$begin raise exception using errcode = 'XY123', message = 'm', detail = 'd', hint = 'h', schema = 's', "
                            + "table = 't', column = 'c', datatype = 'y', constraint = 'n'; end$$",
                    "E<XY123> ZI");
        });
        add(
                "an error within a function",
                c -> c.query("select query_to_xml('select nope', true, false, '')", "T E<42703> ZI"));
        add(
                "a warning with every field, in a pipeline",
                c -> c.send(
                                PBE(
                                        "do $$begin raise warning 'x' using detail = 'd', hint = 'h', errcode = '01XYZ'; end$$"),
                                S())
                        .expect("1 2 N<01XYZ> C<DO> ZI"));
        add(
                "a timeout",
                c -> c.query("set statement_timeout = 20", "C ZI")
                        .query("select pg_sleep(60)", "T E<57014> ZI")
                        .send(PBE("select pg_sleep(60)"), PBE("select 1"), S())
                        .expect("1 2 E<57014> ZI"));
        add("an error in the middle of rows", c -> {
            c.query("select 1 / (3 - g) from generate_series(1, 5) g", "T D<0> D<1> E<22012> ZI");
            c.query("copy (select 1 / (3 - g) from generate_series(1, 5) g) to stdout", "H d<0> d<1> E<22012> ZI");
            c.send(PBE("copy (select 1 / (3 - g) from generate_series(1, 5) g) to stdout"), PBE("select 1"), S())
                    .expect("1 2 H d<0> d<1> E<22012> ZI");
        });
        add(
                "messages in another language of severity",
                c -> c.query("set lc_messages to 'C'", "C ZI").query("selec", "E ZI"));
    }

    private void asynchronousMessages() {
        add("notifications of others while idle and while busy", c -> {
            c.query("listen x", "C ZI");
            c.query(
                    "do $$begin perform pg_notify('x', g::text) from generate_series(1, 3) g; end$$",
                    "C<DO> A<x> A<x> A<x> ZI");
            c.send(PBE("select pg_notify('x', 'a')"), PBE("select 1"), S()).expect("1 2 D C 1 2 D C A<x> ZI");
            c.query("unlisten *", "C ZI").query("notify x", "C ZI");
        });
        add("settings that a pipeline changes", c -> {
            c.send(PBE("set application_name to 'x'"), PBE("select 1"), S())
                    .expect("1 2 C<SET> 1 2 D C S<application_name> ZI");
            c.send(
                            PBE("begin"),
                            PBE("set local timezone to 'UTC'"),
                            PBE("set local timezone to 'Asia/Tokyo'"),
                            PBE("rollback"),
                            S())
                    .expect("1 2 C 1 2 C 1 2 C 1 2 C<ROLLBACK> ZI");
        });
        add(
                "a role that is set",
                c -> c.query("set session authorization postgres", "C ZI").query("reset all", "C ZI"));
    }

    private void oddPortals() {
        add("binary copies", c -> {
            c.query("insert into t values (1, 'x')", "C ZI");
            c.query("copy t to stdout (format binary)", "H d d c C<COPY 1> ZI");
            c.send(PBE("copy t from stdin (format binary)"), H()).expect("1 2 G");
            c.send(f("no data"), S()).expect("E<57014> ZI");
        });
        add("a failed copy, and pipelined statements behind it", c -> {
            c.send(PBE("copy t from stdin"), d("x\n"), c(), PBE("select 1"), S(), PBE("select 2"), S())
                    .expect("1 2 G E<22P02> ZI 1 2 D<2> C ZI");
            c.send(Q("copy t from stdin"), d("1\n"), c(), PBE("truncate t"), S(), Q("truncate t"))
                    .expect("G E<22P04> ZI 1 2 C ZI C ZI");
        });
        add("portals of cursors", c -> {
            c.query("begin; declare cur cursor for select generate_series(1, 5)", "C C ZT");
            c.send(Dp("cur"), E("cur", 2), S()).expect("T D<1> D<2> s ZT");
            c.query("fetch 1 from cur", "T D<3> C<FETCH 1> ZT");
            c.send(E("cur", 0), E("cur", 0), Cp("cur"), S()).expect("D<4> D<5> C<SELECT 2> C<SELECT 0> 3 ZT");
            c.query("commit", "C ZI");
        });
        add("a portal does not outlive its transaction", c -> {
            c.send(P("select generate_series(1, 3)"), B("p", ""), E("p", 1), S())
                    .expect("1 2 D s ZI");
            c.send(E("p", 1), S()).expect("E<34000> ZI");
        });
        add(
                "blocks in pipelines with a sync for each statement",
                c -> c.send(PBE("begin"), S(), P("selec"), S(), PBE("select 1"), S(), PBE("rollback"), S())
                        .expect("1 2 C<BEGIN> ZT E<42601> ZE E<25P02> ZE 1 2 C<ROLLBACK> ZI"));
        add("a transaction that is prepared in a pipeline", c -> {
            c.send(PBE("begin"), PBE("insert into t values (1)"), PBE("prepare transaction 'three'"), S())
                    .expect("1 2 C 1 2 C 1 2 C<PREPARE TRANSACTION> ZI");
            c.send(PBE("rollback prepared 'three'"), S()).expect("1 2 C<ROLLBACK PREPARED> ZI");
        });
        add(
                "large parameters",
                c -> c.send(P("select length($1)"), B("", "", "z".repeat(2_000_000)), E(), S())
                        .expect("1 2 D<2000000> C ZI"));
    }

    private void copies() {
        add("A11 copy in, and a statement behind it", c -> {
            c.send(Q("copy t from stdin; insert into t values (9)")).expect("G");
            c.send(d("1\tx\n"), d("2\ty\n"), c()).expect("C<COPY 2> C<INSERT 0 1> ZI");
        });
        add(
                "copy in, all at once",
                c -> c.send(Q("copy t from stdin"), d("1\tx\n"), c(), Q("select 1"))
                        .expect("G C<COPY 1> ZI T D C ZI"));
        add(
                "two copies in a string",
                c -> c.send(Q("copy t from stdin; select 1; copy t from stdin"), d("1\tx\n"), c(), d("2\ty\n"), c())
                        .expect("G C<COPY 1> T D C G C<COPY 1> ZI"));
        add("copy in with an error", c -> {
            c.send(Q("copy t from stdin")).expect("G");
            c.send(d("x\ty\n")).send(d("2\ty\n"), c()).expect("E<22P02> ZI");
            c.query("select 1", "T D C ZI");
        });
        add("copy in given up", c -> {
            c.send(Q("copy t from stdin")).expect("G");
            c.send(d("1\ty\n"), f("enough")).expect("E<57014> ZI");
        });
        add("B14 copy in with an early sync", c -> {
            c.send(PBE("copy t from stdin"), S()).expect("1 2 G");
            c.send(d("1\tx\n"), c(), S()).expect("C<COPY 1> ZI");
            c.query("select 1", "T D C ZI");
        });
        add("copy in with an early sync and an error", c -> {
            c.send(PBE("copy t from stdin"), S()).expect("1 2 G");
            c.send(d("x\ty\n"), H()).expect("E<22P02>");
            c.send(c(), S()).expect("ZI");
            c.query("select 1", "T D C ZI");
        });
        add("copy in with an error, without its end", c -> {
            c.send(PBE("copy t from stdin"), H()).expect("1 2 G");
            c.send(d("x\ty\n"), S()).expect("E<22P02> ZI");
            c.query("select 1", "T D C ZI");
        });
        add(
                "copy in that never begins",
                c -> c.send(PBE("copy nope from stdin"), S(), c(), S(), Q("select 1"))
                        .expect("1 2 E<42P01> ZI ZI T D C ZI"));
        add("copy in and another message", c -> {
            c.send(Q("copy t from stdin")).expect("G");
            c.send(Q("truncate t")).expect("E<08P01> E<08P01> EOF");
        });
        add(
                "copy out",
                c -> c.query(
                        "copy (select g from generate_series(1, 3) g) to stdout", "H d<1> d<2> d<3> c C<COPY 3> ZI"));
        add("copy out of much", c -> {
            c.send(Q("copy (select repeat('x', 1000) from generate_series(1, 5000) g) to stdout"));
            c.readUntilReady();
        });
        add("copy in of much", c -> {
            c.send(Q("copy t from stdin")).expect("G");
            String row = "1\t" + "z".repeat(1000) + "\n";
            for (int i = 0; i < 50; i++) {
                c.send(d(row.repeat(100)));
            }
            c.send(c()).expect("C<COPY 5000> ZI");
        });
    }
}
