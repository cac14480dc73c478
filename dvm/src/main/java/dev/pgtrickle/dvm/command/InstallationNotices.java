package dev.pgtrickle.dvm.command;

import dev.pgtrickle.dvm.compile.CompiledView;
import dev.pgtrickle.dvm.intermediate.Probes;
import dev.pgtrickle.dvm.session.Notice;
import dev.pgtrickle.dvm.session.Rows.Row;
import dev.pgtrickle.dvm.session.SqlSession;
import dev.pgtrickle.dvm.sql.Literal;
import dev.pgtrickle.dvm.sql.QualifiedName;
import java.util.List;
import java.util.Locale;

/** Says what the author of a stream table should know when it was made: why it is recomputed, what was ignored, which indexes it lacks. */
final class InstallationNotices {

    /** Further ones are counted only. */
    private static final int MOST_INDEXES = 5;

    private static final String MISSING_INDEXES = """
            SELECT pg_catalog.substr(index_definition, 17), reason, index_definition
            FROM pgtrickle.recommend_indexes($1) WHERE NOT already_exists
            """;

    private final SqlSession session;
    private final QualifiedName name;

    /**
     * Notices about one stream table.
     *
     * @param session the author's session
     * @param name the stream table, as the author named it
     */
    InstallationNotices(SqlSession session, QualifiedName name) {
        this.session = session;
        this.name = name;
    }

    /**
     * Raises the notices.
     *
     * @param compiled the query as it was compiled
     * @param installed how it is maintained
     */
    void raise(CompiledView compiled, CompiledView installed) {
        installed
                .reason()
                .ifPresent(r -> notice(
                        about("will be recomputed at each refresh (mode FULL)"), r.sentence() + ".", r.instead()));
        compiled.remarks().forEach(r -> session.raise(Notice.notice(r)));
        boolean looksUp = installed.shape().isPresent()
                && compiled.shape().filter(s -> !Probes.of(s).isEmpty()).isPresent();
        if (looksUp) {
            raiseMissingIndexes();
        }
    }

    private void raiseMissingIndexes() {
        List<Row> missing = session.query(MISSING_INDEXES, name.sql()).rows();
        for (Row index : missing.subList(0, Math.min(missing.size(), MOST_INDEXES))) {
            notice(
                    about("would be maintained faster with an index on " + index.text(0)),
                    capitalized(index.text(1)) + "; without an index, the whole table is read.",
                    index.text(2) + ";");
        }
        int more = missing.size() - MOST_INDEXES;
        if (more > 0) {
            notice(
                    about("would be maintained faster with " + more + " more index" + (more == 1 ? "" : "es")),
                    "",
                    "SELECT * FROM pgtrickle.recommend_indexes(" + new Literal(name.sql()).sql() + ");");
        }
    }

    private String about(String predicate) {
        return "stream table \"" + name.name().name() + "\" " + predicate;
    }

    private void notice(String message, String detail, String hint) {
        session.raise(new Notice(
                Notice.Severity.NOTICE, message, detail.isEmpty() ? null : detail, hint.isEmpty() ? null : hint));
    }

    private static String capitalized(String sentence) {
        return sentence.substring(0, 1).toUpperCase(Locale.ROOT) + sentence.substring(1);
    }
}
