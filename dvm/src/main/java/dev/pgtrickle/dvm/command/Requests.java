package dev.pgtrickle.dvm.command;

import dev.pgtrickle.dvm.intercept.Interceptor.Completion;
import dev.pgtrickle.dvm.session.Rows.Row;
import dev.pgtrickle.dvm.session.SqlError;
import dev.pgtrickle.dvm.session.SqlSession;
import dev.pgtrickle.dvm.session.SqlState;
import dev.pgtrickle.dvm.sql.QualifiedName;
import dev.pgtrickle.dvm.statement.Dialect;
import dev.pgtrickle.dvm.statement.Options;
import dev.pgtrickle.dvm.statement.Options.Option;
import dev.pgtrickle.dvm.statement.StreamCommand;
import dev.pgtrickle.dvm.statement.StreamCommand.Action;
import dev.pgtrickle.dvm.statement.StreamCommand.Dependents;
import dev.pgtrickle.dvm.statement.StreamCommand.IfAbsent;
import dev.pgtrickle.dvm.statement.StreamCommand.IfPresent;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Completes what API functions asked for in the current transaction. Each request is what one of our statements would be, with the function's
 * arguments for its clauses.
 */
final class Requests {

    /** Parameters that mean something today, by function; others must keep their defaults. */
    private static final Set<String> CREATE_PARAMETERS =
            Set.of("name", "query", "schedule", "refresh_mode", "initialize");

    private static final Set<String> ALTER_PARAMETERS = Set.of("name", "query", "schedule", "refresh_mode");

    private final SqlSession session;
    private final Refresher refresher;

    Requests(SqlSession session, Refresher refresher) {
        this.session = session;
        this.refresher = refresher;
    }

    Completion complete() {
        List<Row> requests = session.query("""
                        WITH answered AS (
                            DELETE FROM pgtrickle.answer WHERE xid = pg_catalog.pg_current_xact_id_if_assigned()
                        ), taken AS (
                            DELETE FROM pgtrickle.request WHERE xid = pg_catalog.pg_current_xact_id_if_assigned()
                            RETURNING request_id, kind, search_path, arguments
                        )
                        SELECT request_id, kind, search_path, a.key, a.value
                        FROM taken t, pg_catalog.jsonb_each_text(t.arguments) a ORDER BY t.request_id
                        """).rows();
        return requests.isEmpty() ? Completion.FINISHED : completeAll(RequestRows.group(requests));
    }

    private Completion completeAll(List<RequestRows.Request> requests) {
        Completion completion = Completion.FINISHED;
        for (RequestRows.Request request : requests) {
            if (Questions.isQuestion(request.kind())) {
                completion = Completion.REPEAT;
            }
            try {
                complete(request);
            } catch (SqlError e) {
                throw inArgument(e, request.arguments().get("query"));
            }
        }
        return completion;
    }

    private void complete(RequestRows.Request request) {
        if (Questions.isQuestion(request.kind())) {
            new Questions(session).answer(request.kind(), argument(request.arguments(), "query"));
        } else {
            run(request.kind(), request.arguments());
        }
    }

    /** A position in a query that is an argument is none in the client's statement; so the server does for queries that functions run. */
    private static SqlError inArgument(SqlError error, @Nullable String query) {
        return query == null || error.position() <= 0
                ? error
                : error.at(0).inInternalQuery(new SqlError.InternalQuery(query, error.position()));
    }

    void run(String kind, Map<String, String> arguments) {
        switch (kind) {
            case "create" -> create(arguments, IfPresent.FAIL);
            case "create_if_not_exists" -> create(arguments, IfPresent.SKIP);
            case "create_or_replace" -> create(arguments, IfPresent.REPLACE);
            case "alter" -> alter(arguments);
            case "drop" ->
                new DropCommand(session)
                        .run(new StreamCommand.Drop(
                                "",
                                Dialect.STREAM_TABLE,
                                List.of(name(arguments)),
                                IfAbsent.FAIL,
                                argument(arguments, "cascade").equals("true")
                                        ? Dependents.CASCADE
                                        : Dependents.RESTRICT));
            case "refresh" -> new RefreshCommand(session, refresher).refresh(StreamTable.get(session, name(arguments)));
            default -> throw SqlError.of(SqlState.INTERNAL_ERROR, "unknown request \"" + kind + "\"");
        }
    }

    private void create(Map<String, String> arguments, IfPresent ifPresent) {
        requireDefaults(arguments, CREATE_PARAMETERS);
        Options options = options(arguments);
        if (arguments.get("schedule") == null && !"IMMEDIATE".equalsIgnoreCase(arguments.get("refresh_mode"))) {
            throw SqlError.of(SqlState.INVALID_PARAMETER_VALUE, "schedule must not be NULL")
                    .withHint("Use 'calculated' to refresh as soon as something changes.");
        }
        new CreateCommand(session)
                .run(new StreamCommand.Create(
                        "",
                        Dialect.STREAM_TABLE,
                        name(arguments),
                        List.of(),
                        options,
                        argument(arguments, "query"),
                        0,
                        ifPresent,
                        options.initialize()));
    }

    private void alter(Map<String, String> arguments) {
        requireDefaults(arguments, ALTER_PARAMETERS);
        AlterCommand alter = new AlterCommand(session);
        StreamTable table = StreamTable.get(session, name(arguments));
        table.requireOwner();
        alter.setOptions(table, options(arguments));
        String query = arguments.get("query");
        if (query != null) {
            alter.setQuery(StreamTable.get(session, name(arguments)), new Action.SetQuery(query, 0));
        }
    }

    private static Options options(Map<String, String> arguments) {
        Map<Option, String> values = new EnumMap<>(Option.class);
        putIfGiven(values, Option.MODE, arguments.get("refresh_mode"));
        putIfGiven(values, Option.SCHEDULE, arguments.get("schedule"));
        String initialize = arguments.get("initialize");
        if ("false".equals(initialize)) {
            values.put(Option.INITIALIZE, initialize);
        }
        return new Options(values);
    }

    private static void putIfGiven(Map<Option, String> values, Option option, @Nullable String value) {
        if (value != null) {
            values.put(option, value);
        }
    }

    private static void requireDefaults(Map<String, String> arguments, Set<String> known) {
        arguments.forEach((name, value) -> {
            if (!known.contains(name) && !value.equals("false")) {
                throw SqlError.of(SqlState.FEATURE_NOT_SUPPORTED, "parameter \"" + name + "\" is not supported yet")
                        .withHint("Leave it at its default.");
            }
        });
    }

    private static QualifiedName name(Map<String, String> arguments) {
        return QualifiedName.parse(argument(arguments, "name"));
    }

    private static String argument(Map<String, String> arguments, String name) {
        String value = arguments.get(name);
        if (value == null) {
            throw SqlError.of(SqlState.INVALID_PARAMETER_VALUE, "parameter \"" + name + "\" must not be NULL");
        }
        return value;
    }
}
