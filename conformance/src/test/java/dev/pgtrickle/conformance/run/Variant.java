package dev.pgtrickle.conformance.run;

import dev.pgtrickle.conformance.stage.Route;
import dev.pgtrickle.conformance.stage.WriterSettings;
import dev.pgtrickle.dvm.compile.ViewMode;
import dev.pgtrickle.embedded.PostgresVersion;
import java.util.ArrayList;
import java.util.List;

/**
 * One way to run a scenario.
 *
 * @param version the server
 * @param mode the mode that the stream table is asked to have
 * @param route how clients create, write and refresh
 * @param batching how steps become transactions
 * @param writer the settings of the session that writes
 */
record Variant(PostgresVersion version, ViewMode mode, Route route, Batching batching, WriterSettings writer) {

    /** All of them on one version. */
    static List<Variant> all(PostgresVersion version) {
        List<Variant> variants = new ArrayList<>();
        for (ViewMode mode : ViewMode.values()) {
            for (Route route : Route.values()) {
                for (Batching batching : Batching.values()) {
                    for (WriterSettings writer : WriterSettings.values()) {
                        variants.add(new Variant(version, mode, route, batching, writer));
                    }
                }
            }
        }
        return variants;
    }

    /** So many of {@link #all} that in each mode any two of the other choices meet. */
    static List<Variant> pairs(PostgresVersion version) {
        return all(version).stream().filter(Variant::belongsToPairs).toList();
    }

    /** One for each mode. */
    static List<Variant> few(PostgresVersion version) {
        return List.of(
                new Variant(version, ViewMode.FULL, Route.BYPASS, Batching.ONE_REFRESH, WriterSettings.NASTY),
                new Variant(
                        version, ViewMode.DIFFERENTIAL, Route.PROXY, Batching.ONE_TRANSACTION, WriterSettings.NASTY),
                new Variant(
                        version, ViewMode.IMMEDIATE, Route.BYPASS, Batching.ONE_TRANSACTION, WriterSettings.DEFAULT));
    }

    private boolean belongsToPairs() {
        boolean nasty = switch (route) {
            case PROXY -> batching != Batching.ONE_REFRESH;
            case BYPASS -> batching == Batching.ONE_REFRESH;
        };
        return nasty == (writer == WriterSettings.NASTY);
    }

    @Override
    public String toString() {
        return "PostgreSQL " + version.major() + ", " + mode + ", " + route + ", " + batching + ", writer " + writer;
    }
}
