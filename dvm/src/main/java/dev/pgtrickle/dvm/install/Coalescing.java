package dev.pgtrickle.dvm.install;

import dev.pgtrickle.dvm.emit.Indent;
import dev.pgtrickle.dvm.sql.Literal;
import java.util.List;

/**
 * Writes the PL/pgSQL by which changes of an IMMEDIATE stream table are kept beyond the statement that made them, and applied once: before COMMIT,
 * or when {@code pgtrickle.flush()} is called before.
 *
 * <p>Whether they are is decided at each statement's end: always where the stream table was created so, else by the session's setting
 * {@code pgtrickle.immediate}. A proxy or driver sets {@code proxied} and the ids of the stream tables that it knows of, because it sees every statement
 * of its client and has changes applied before one that may read these. It does not see what functions and triggers do, so what is written in those is applied when their statements end, as
 * for any other session; the server's call stack tells which is which.
 *
 * <p>{@code pgtrickle.pending} names the programs with such changes and whose turn each takes. It is undone with the (sub)transaction, as the row in
 * {@link ObjectNames#armed} is that makes COMMIT apply them, and so tells without a statement that the row is there. Who writes the setting himself
 * leaves rows in the pending logs that nobody applies: the engine finds them there and has the stream table recomputed.
 *
 * <p>What is done for each statement is written so that it means the same under any {@code search_path}: to pin that costs several microseconds.
 */
final class Coalescing {

    /** What a trigger function declares. */
    static final String DECLARATIONS = """
                v_open integer;
                v_keep boolean;
                v_armed boolean;
                v_context pg_catalog.text;
                v_rebuild boolean;
                v_rows bigint;
            """;

    private static final String PENDING = "coalesce(pg_catalog.current_setting('pgtrickle.pending', true), '')";

    private final ObjectNames names;
    private final long lock;
    private final ImmediateUse use;

    /**
     * The text for one program.
     *
     * @param names its objects
     * @param lock the id of the stream table by whose lock its writers take turns
     * @param use what its author asked for
     */
    Coalescing(ObjectNames names, long lock, ImmediateUse use) {
        this.names = names;
        this.lock = lock;
        this.use = use;
    }

    /**
     * Statements that count down the open statements: how many are left is {@code v_open}. Nothing in them but what the server computes without setting up a
     * statement of its own.
     */
    String ends() {
        String open = new Literal("pgtrickle.open_" + names.program()).sql();
        return """
                v_open := ('0' OPERATOR(pg_catalog.||) coalesce(pg_catalog.current_setting(%1$s, true), ''))::pg_catalog.int4 OPERATOR(pg_catalog.-) 1;
                IF v_open OPERATOR(pg_catalog.<) 0 THEN
                    PERFORM pgtrickle._lost_track(%2$d);
                END IF;
                v_context := pg_catalog.set_config(%1$s, v_open::pg_catalog.text, true);
                """.formatted(open, names.program());
    }

    /** The function that counts them up. It runs with the rights and settings of the writer, to whom everything in it is open. */
    String begins() {
        String open = new Literal("pgtrickle.open_" + names.program()).sql();
        return "CREATE FUNCTION " + names.immediateBegin().sql() + "() RETURNS trigger LANGUAGE plpgsql AS $pgt$\n"
                + """
                    DECLARE
                        v_open pg_catalog.text;
                    BEGIN
                        v_open := pg_catalog.set_config(%1$s, (('0' OPERATOR(pg_catalog.||) coalesce(pg_catalog.current_setting(%1$s, true), ''))::pg_catalog.int4
                            OPERATOR(pg_catalog.+) 1)::pg_catalog.text, true);
                        RETURN NULL;
                    END $pgt$""".formatted(open);
    }

    /** Statements that set {@code v_keep}: whether what is written now may be applied later. */
    String decide() {
        return switch (use) {
            case STATEMENT -> "v_keep := false;\n";
            case COMMIT -> "v_keep := true;\n";
            case AUTO -> """
                    v_context := coalesce(pg_catalog.current_setting('pgtrickle.immediate', true), '');
                    v_keep := v_context OPERATOR(pg_catalog.=) 'commit';
                    IF NOT v_keep AND pg_catalog.strpos(v_context, ',%d,') OPERATOR(pg_catalog.>) 0 THEN
                        -- One line: nobody but this function is running, so the client itself has sent the statement.
                        GET DIAGNOSTICS v_context = PG_CONTEXT;
                        v_keep := pg_catalog.strpos(v_context, E'\\n') OPERATOR(pg_catalog.=) 0;
                    END IF;
                    """.formatted(lock);
        };
    }

    /** A condition that says whether this transaction has changes that are not applied. */
    String isArmed() {
        return "EXISTS (SELECT FROM " + names.armed().sql() + " WHERE xid = pg_current_xact_id_if_assigned())";
    }

    /** Statements that make COMMIT apply what is pending. */
    String arm() {
        return "INSERT INTO " + names.armed().sql()
                + " (xid, rebuild) VALUES (pg_current_xact_id(), false) ON CONFLICT DO NOTHING;\n";
    }

    /** The same when there is more to do than to apply changes. */
    String armForRebuild() {
        return "INSERT INTO " + names.armed().sql() + " AS a (xid, rebuild) VALUES (pg_current_xact_id(), true)\n"
                + "    ON CONFLICT (xid) DO UPDATE SET rebuild = true;\n";
    }

    /** Statements that make COMMIT apply what was kept, the first {@code v_rows} of which have just been logged, and make that known. */
    String keep() {
        return """
                IF v_rows OPERATOR(pg_catalog.>) 0 AND %s THEN
                    INSERT INTO %s (xid, rebuild) VALUES (pg_catalog.pg_current_xact_id(), false) ON CONFLICT DO NOTHING;
                    %s
                END IF;
                """.formatted(isUnknown(), names.armed().sql(), makeKnown());
    }

    private String isUnknown() {
        return "pg_catalog.strpos(" + PENDING + ", " + entry(",") + ") OPERATOR(pg_catalog.=) 0";
    }

    private String makeKnown() {
        return "v_context := pg_catalog.set_config('pgtrickle.pending', CASE WHEN " + PENDING
                + " OPERATOR(pg_catalog.=) '' THEN ',' ELSE pg_catalog.current_setting('pgtrickle.pending', true) END OPERATOR(pg_catalog.||) "
                + entry("") + ", true);";
    }

    /**
     * Statements at the end of one that may have left something pending: what is kept is made known, what is not is applied as soon as none is open.
     */
    String settle() {
        return """
                IF v_keep THEN
                    IF %s THEN
                        %s
                    END IF;
                ELSE
                %s
                END IF;
                """.formatted(
                        isUnknown(), makeKnown(), Indent.by4(applyWhenLast().stripTrailing()));
    }

    /** Statements that apply what is pending unless another statement is open. */
    String applyWhenLast() {
        return """
                IF v_open = 0 THEN
                %s
                END IF;
                """.formatted(Indent.by4(applyAll()));
    }

    /** Statements that apply what is pending, and what is pending of others before it. */
    String applyAll() {
        return """
                v_context := %s;
                IF v_context OPERATOR(pg_catalog.<>) '' AND v_context OPERATOR(pg_catalog.<>) %s THEN
                    PERFORM pgtrickle.flush();
                END IF;
                PERFORM %s();
                """.formatted(PENDING, entry(","), names.flush().sql()).stripTrailing();
    }

    /** Statements after which nobody takes the program's changes for pending any more. */
    String forget() {
        return """
                IF strpos(%1$s, %2$s) > 0 THEN
                    v_context := set_config('pgtrickle.pending', nullif(replace(%1$s, %2$s, ','), ','), true);
                END IF;
                """.formatted(PENDING, entry(","));
    }

    private String entry(String before) {
        return new Literal(before + names.program() + "/" + lock + ",").sql();
    }

    /**
     * A condition for readers that is true, or raises an error where this transaction has changes that are not applied to what they read.
     *
     * @param readers the stream table's id
     * @param upstream ids of the stream tables that it reads, at all depths
     * @return SQL text
     */
    static String guard(long readers, List<Long> upstream) {
        StringBuilder ids = new StringBuilder().append(readers);
        upstream.forEach(id -> ids.append('|').append(id));
        return "CASE WHEN pg_catalog.current_setting('pgtrickle.pending', true) ~ '/(" + ids
                + "),' THEN pgtrickle._is_pending(" + readers + ") ELSE true END";
    }
}
