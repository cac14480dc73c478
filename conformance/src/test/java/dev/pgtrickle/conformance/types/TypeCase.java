package dev.pgtrickle.conformance.types;

import dev.pgtrickle.conformance.oracle.Equality;
import java.util.List;

/**
 * A column type and values of it.
 *
 * @param type the type as written in a column definition
 * @param equality how groups by such a column can be compared: some values are equal and look different
 * @param comparable whether the server can tell equal values
 * @param setup what creates the type; may be empty
 * @param values some expressions of that type, among them such as are equal or nearly so
 */
record TypeCase(String type, Equality equality, boolean comparable, String setup, List<String> values) {

    private static TypeCase exact(String type, String... values) {
        return new TypeCase(type, Equality.EXACT, true, "", List.of(values));
    }

    private static TypeCase made(String setup, String type, String... values) {
        return new TypeCase(type, Equality.EXACT, true, setup, List.of(values));
    }

    private static TypeCase ambiguous(String setup, String type, String... values) {
        return new TypeCase(type, Equality.SQL, true, setup, List.of(values));
    }

    private static TypeCase incomparable(String setup, String type, String... values) {
        return new TypeCase(type, Equality.EXACT, false, setup, List.of(values));
    }

    static List<TypeCase> all() {
        return List.of(
                exact("boolean", "true", "false"),
                exact("smallint", "1", "-1", "32767"),
                exact("bigint", "1", "9223372036854775807"),
                exact("text", "''", "' '", "'a'", "'A'", "'ä\\\"''; --'", "E'\\n\\t'"),
                exact("varchar(3)", "'abc'", "'a'", "'a  '"),
                exact("char(5)", "'a'", "'a   '", "'b'"),
                exact("\"char\"", "'a'", "'b'"),
                exact("name", "'a'", "repeat('n', 63)"),
                exact("bytea", "'\\x00ff'", "'\\x'", "'abc'"),
                exact("uuid", "'00000000-0000-0000-0000-000000000001'", "'00000000-0000-0000-0000-00000000000a'"),
                exact("date", "'2024-02-29'", "'infinity'", "'0044-03-15 BC'"),
                exact("time", "'24:00'", "'00:00'", "'12:00:00.000001'"),
                exact("timetz", "'12:00+00'", "'12:00+09'"),
                exact("timestamp(3)", "'2024-01-01 00:00:00.1234'", "'-infinity'"),
                exact("timestamptz", "'2024-03-31 01:30+00'", "'2024-03-31 02:30+01'", "'infinity'"),
                exact("inet", "'10.0.0.1'", "'10.0.0.1/24'", "'::1'"),
                exact("bit varying(4)", "B'1'", "B'10'", "B''"),
                exact("int4range", "'[1,3)'", "'[1,2]'", "'empty'", "'(,)'"),
                exact("tstzmultirange", "'{}'", "'{[2024-01-01 00:00+00, 2024-01-02 00:00+00)}'"),
                exact("int[]", "'{}'", "'{1,NULL}'", "'{{1,2},{3,4}}'", "'[0:1]={1,2}'"),
                exact("text[]", "'{}'", "'{NULL,\"NULL\",\"a b\",\"\\\\\\\"\"}'", "ARRAY['']"),
                exact("regclass", "'pg_class'", "'pg_proc'"),
                exact("tsvector", "to_tsvector('simple', 'a b a')", "''"),
                exact("float4", "'NaN'", "'Infinity'", "0.1", "1e-30"),
                exact("xid8", "'1'", "'18446744073709551615'"),
                made(
                        "CREATE TYPE mood AS ENUM ('sad', 'so ''so''', 'Happy')",
                        "mood",
                        "'sad'",
                        "'so ''so'''",
                        "'Happy'"),
                made("CREATE DOMAIN positive AS int CHECK (VALUE > 0)", "positive", "1", "2"),
                made(
                        "CREATE TYPE pair AS (x int, y text)",
                        "pair",
                        "(1, 'a')::pair",
                        "(NULL, NULL)::pair",
                        "(1, NULL)::pair"),
                ambiguous("", "numeric", "1", "1.0", "1.00", "'NaN'", "'Infinity'", "0", "-0.000"),
                ambiguous("", "numeric(12,4)", "1.5", "1.50001", "'NaN'"),
                ambiguous("", "float8", "0", "'-0'", "'NaN'", "0.1", "0.1::float8 + 0.2"),
                ambiguous("", "interval", "'1 mon'", "'30 days'", "'-00:00:01'", "'P1Y2M3DT4H'"),
                ambiguous("", "jsonb", "'1.0'", "'1.00'", "'{\"b\": 1, \"a\": [null]}'", "'\"\"'"),
                ambiguous(
                        "CREATE COLLATION ci (provider = icu, locale = 'und-u-ks-level2', deterministic = false)",
                        "text COLLATE ci",
                        "'a'",
                        "'A'",
                        "'b'"),
                ambiguous(
                        "CREATE DOMAIN money2 AS numeric CHECK (VALUE < 1000)", "money2[]", "'{1.0}'", "'{1.00,NULL}'"),
                incomparable("", "json", "'{\"a\": 1}'", "'{\"a\":  1}'", "'1'"),
                incomparable("", "xml", "'<a/>'", "'<a></a>'"),
                incomparable("", "point", "'(1,2)'", "'(1.0,2)'", "'(NaN,0)'"),
                incomparable("", "box", "'(0,0),(1,4)'", "'(0,0),(2,2)'"),
                incomparable("CREATE TYPE odd AS (j json, n int)", "odd", "('1', 1)::odd", "('1 ', 1)::odd"),
                incomparable("", "json[]", "ARRAY['1'::json]", "ARRAY['1 '::json, NULL]"),
                exact("text STORAGE EXTERNAL", "repeat('x', 100000)", "repeat('x', 99999) || 'y'", "'short'"));
    }

    @Override
    public String toString() {
        return type;
    }
}
