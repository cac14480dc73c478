package dev.pgtrickle.dvm.command;

import dev.pgtrickle.dvm.compile.CompiledView;
import dev.pgtrickle.dvm.compile.Compiler;
import dev.pgtrickle.dvm.compile.RequestedMode;
import dev.pgtrickle.dvm.install.Rehearsal;
import dev.pgtrickle.dvm.install.Rehearsal.Scene;
import dev.pgtrickle.dvm.session.SqlError;
import dev.pgtrickle.dvm.session.SqlSession;
import dev.pgtrickle.dvm.understand.Reason;
import java.util.ArrayList;
import java.util.List;

/**
 * What {@code pgtrickle.explain_query_rewrite} shows: what becomes of a query, step by step, until the statements that apply changes; for what is not
 * maintained, the clause that stands in the way.
 */
final class QueryExplanation {

    private final SqlSession session;
    private final List<Step> steps = new ArrayList<>();

    private QueryExplanation(SqlSession session) {
        this.session = session;
    }

    /**
     * One step.
     *
     * @param pass what was done
     * @param changed whether it made something else of the text before
     * @param result what came of it
     */
    record Step(String pass, boolean changed, String result) {}

    /** Explains a query. An error in the query is the server's; what cannot be a stream table at all is a step with the reason. */
    static List<Step> of(SqlSession session, String query) {
        QueryExplanation explanation = new QueryExplanation(session);
        try {
            explanation.explain(query);
        } catch (SqlError e) {
            if (e.origin() == SqlError.Origin.SERVER) {
                throw e;
            }
            explanation.refused(e);
        }
        return explanation.steps;
    }

    private void explain(String query) {
        CompiledView compiled = new Compiler(session).compile(query, RequestedMode.AUTO, List.of());
        String canonical = compiled.canonical().strip();
        add("canonical_query", !canonical.equals(query.strip()), canonical);
        if (compiled.shape().isPresent()) {
            add("operator_tree", true, compiled.operatorTree());
        }
        List<Scene> scenes = new Rehearsal(session).run(compiled, RequestedMode.AUTO);
        Scene whole = scenes.getLast();
        add("refresh_mode", false, whole.view().mode().name());
        whole.view().reason().ifPresent(this::notMaintainable);
        for (Scene part : scenes.subList(0, scenes.size() - 1)) {
            part.name().ifPresent(name -> add("intermediate", true, "-- " + name.sql() + "\n" + part.query()));
            maintained(part);
        }
        if (scenes.size() > 1) {
            add("query_over_intermediates", true, whole.view().operatorTree());
        }
        maintained(whole);
        compiled.remarks().forEach(r -> add("remark", false, r));
    }

    private void notMaintainable(Reason reason) {
        add("not_maintainable", false, reason.clause());
        add("reason", false, reason.sentence());
        if (!reason.instead().isEmpty()) {
            add("suggestion", false, reason.instead());
        }
    }

    private void maintained(Scene scene) {
        add("storage", true, String.join(";\n", scene.storage()) + ";");
        if (!scene.populate().isEmpty()) {
            add("populate_query", true, scene.populate());
        }
        scene.deltas().forEach(delta -> add("delta_query", true, delta));
    }

    private void refused(SqlError error) {
        add("refresh_mode", false, "none");
        add("error", false, error.message() + (error.detail() == null ? "" : ". " + error.detail()));
        String hint = error.hint();
        if (hint != null) {
            add("suggestion", false, hint);
        }
    }

    private void add(String pass, boolean changed, String result) {
        steps.add(new Step(pass, changed, result));
    }
}
