package dev.pgtrickle.dvm.compile;

import dev.pgtrickle.dvm.analyse.CanonicalQuery;
import dev.pgtrickle.dvm.analyse.OutputColumn;
import dev.pgtrickle.dvm.analyse.QueryAnalyser;
import dev.pgtrickle.dvm.nodetree.QueryTree;
import dev.pgtrickle.dvm.nodetree.RangeTableEntry;
import dev.pgtrickle.dvm.session.Rows.Row;
import dev.pgtrickle.dvm.session.SqlError;
import dev.pgtrickle.dvm.session.SqlSession;
import dev.pgtrickle.dvm.session.SqlState;
import dev.pgtrickle.dvm.source.Obstacle;
import dev.pgtrickle.dvm.source.SourceCatalog;
import dev.pgtrickle.dvm.source.SourceColumn;
import dev.pgtrickle.dvm.source.SourceColumn.Generated;
import dev.pgtrickle.dvm.source.SourceTable;
import dev.pgtrickle.dvm.source.TypeCatalog;
import dev.pgtrickle.dvm.sql.ArrayText;
import dev.pgtrickle.dvm.sql.Identifier;
import dev.pgtrickle.dvm.sql.QualifiedName;
import dev.pgtrickle.dvm.sql.SearchPath;
import dev.pgtrickle.dvm.understand.Relations;
import dev.pgtrickle.dvm.understand.Relations.Name;
import dev.pgtrickle.dvm.understand.TableNames;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Finds all relations behind a query, views within views included. */
final class RelationLookup {

    /** Views deeper than this are a mistake, or an attack. */
    private static final int DEEPEST = 32;

    private final SqlSession session;
    private final QueryAnalyser analyser;
    private final SourceCatalog sources;
    private final TypeCatalog types;
    private final StreamTableReadings readings;

    RelationLookup(SqlSession session, QueryAnalyser analyser, SourceCatalog sources, TypeCatalog types) {
        this.types = types;
        this.session = session;
        this.analyser = analyser;
        this.sources = sources;
        this.readings = new StreamTableReadings(session, analyser);
    }

    /**
     * What was found.
     *
     * @param relations for building the tree
     * @param trees the server's trees of the query and of all views
     * @param tables the OIDs of everything that is not a view
     */
    record Found(Relations relations, List<QueryTree> trees, Set<Long> tables) {}

    Found find(CanonicalQuery query) {
        Map<Long, CanonicalQuery> views = new LinkedHashMap<>();
        Set<Long> tables = new TreeSet<>();
        List<CanonicalQuery> level = List.of(query);
        for (int depth = 0; !level.isEmpty(); depth++) {
            if (depth > DEEPEST) {
                throw SqlError.of(SqlState.PROGRAM_LIMIT_EXCEEDED, "views are nested too deeply")
                        .withDetail("A stream table's query may go through at most " + DEEPEST + " levels of views.");
            }
            Set<Long> found = new TreeSet<>();
            for (CanonicalQuery q : level) {
                for (RangeTableEntry entry : q.tree().relations()) {
                    (entry.relkind().equals("v") ? found : tables).add(entry.relation());
                }
            }
            found.removeAll(views.keySet());
            Map<Long, CanonicalQuery> streamTables = readings.of(found);
            level = new ArrayList<>();
            for (long oid : found) {
                CanonicalQuery reading = streamTables.get(oid);
                CanonicalQuery definition = reading == null ? analyser.viewDefinition(oid) : reading;
                views.put(oid, definition);
                level.add(definition);
            }
        }
        List<CanonicalQuery> all =
                Stream.concat(Stream.of(query), views.values().stream()).toList();
        Set<Long> oids = new TreeSet<>(tables);
        oids.addAll(views.keySet());
        Map<Long, SourceTable> described = new HashMap<>(sources.tables(oids));
        for (long table : underOtherPolicies(views.keySet())) {
            described.computeIfPresent(table, (oid, found) -> found.withObstacle(Obstacle.OTHER_POLICIES));
        }
        Map<Long, CanonicalQuery.Proven> generations = generations(described);
        return new Found(
                new Relations(names(all), described, views, generations),
                Stream.concat(all.stream(), generations.values().stream())
                        .map(CanonicalQuery::tree)
                        .toList(),
                tables);
    }

    /**
     * What virtual generated columns are computed by, where computing it gives what the column gives: the server casts to the type of the column, and
     * gives the column a collation of its own.
     */
    private Map<Long, CanonicalQuery.Proven> generations(Map<Long, SourceTable> described) {
        Map<Long, CanonicalQuery.Proven> generations = new HashMap<>();
        for (SourceTable table : described.values()) {
            List<SourceColumn> computed = table.columns().stream()
                    .filter(c -> c.generated() == Generated.VIRTUAL)
                    .toList();
            if (!computed.isEmpty()) {
                String list = session.query(
                                "SELECT pgtrickle._generation($1::oid::regclass)", String.valueOf(table.oid()))
                        .single()
                        .text(0);
                analyser.printed("SELECT " + list + " FROM " + table.name().sql() + " t")
                        .filter(query -> hasTypes(query.columns(), computed))
                        .ifPresent(query -> generations.put(table.oid(), query));
            }
        }
        return generations;
    }

    private boolean hasTypes(List<OutputColumn> found, List<SourceColumn> wanted) {
        return types.types(ServerTyping.references(found))
                .equals(wanted.stream().map(SourceColumn::type).toList());
    }

    /** Tables with row-level security that views of other owners read: their rows are those that the owner of the view may see. */
    private List<Long> underOtherPolicies(Set<Long> views) {
        if (views.isEmpty()) {
            return List.of();
        }
        String sql = """
                SELECT DISTINCT t.oid
                FROM pg_catalog.pg_class v
                JOIN pg_catalog.pg_rewrite r ON r.ev_class = v.oid
                JOIN pg_catalog.pg_depend d ON d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass AND d.objid = r.oid
                     AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
                JOIN pg_catalog.pg_class t ON t.oid = d.refobjid AND t.relrowsecurity
                WHERE v.oid = ANY ($1::oid[]) AND pg_catalog.pg_get_userbyid(v.relowner) <> current_user
                  AND NOT EXISTS (SELECT FROM pg_catalog.pg_options_to_table(v.reloptions) o
                                  WHERE o.option_name = 'security_invoker' AND o.option_value::boolean)
                """;
        return session
                .query(sql, ArrayText.format(views.stream().map(String::valueOf).toList()))
                .stream()
                .map(r -> r.number(0))
                .toList();
    }

    /** Looks printed names up: a qualified one as it is, another one in the schemas of its text's path, pg_catalog first. */
    private Map<Name, Long> names(List<CanonicalQuery> queries) {
        List<Name> names = new ArrayList<>();
        List<String> candidates = new ArrayList<>();
        List<String> places = new ArrayList<>();
        for (CanonicalQuery query : queries) {
            if (query instanceof CanonicalQuery.Proven proven) {
                for (QualifiedName name : new TableNames(proven.query()).all()) {
                    for (QualifiedName candidate : candidates(name, proven.path())) {
                        candidates.add(candidate.sql());
                        places.add(String.valueOf(names.size()));
                    }
                    names.add(new Name(name, proven.path()));
                }
            }
        }
        Map<Name, Long> found = new HashMap<>();
        String sql = """
                SELECT DISTINCT ON (place) place, pg_catalog.to_regclass(name)::oid
                FROM unnest($1::text[], $2::int[]) WITH ORDINALITY u(name, place, i)
                WHERE pg_catalog.to_regclass(name) IS NOT NULL ORDER BY place, i
                """;
        for (Row row : session.query(sql, ArrayText.format(candidates), ArrayText.format(places))
                .rows()) {
            found.put(names.get((int) row.number(0)), row.number(1));
        }
        return found;
    }

    private static List<QualifiedName> candidates(QualifiedName name, SearchPath path) {
        if (name.schema() != null) {
            return List.of(name);
        }
        Identifier system = new Identifier("pg_catalog");
        Stream<Identifier> schemas = path.schemas().contains(system)
                ? path.schemas().stream()
                : Stream.concat(Stream.of(system), path.schemas().stream());
        return schemas.map(s -> new QualifiedName(s, name.name())).toList();
    }
}
