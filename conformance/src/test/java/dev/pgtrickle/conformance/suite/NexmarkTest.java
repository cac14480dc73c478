package dev.pgtrickle.conformance.suite;

import dev.pgtrickle.conformance.stage.Route;
import dev.pgtrickle.conformance.stage.Stage;
import dev.pgtrickle.proxy.bench.nexmark.NexmarkSuite;
import dev.pgtrickle.proxy.bench.suite.Churn;
import dev.pgtrickle.testkit.SharedServers;
import java.sql.Connection;
import org.junit.jupiter.api.Test;

/** The queries of Nexmark, in both incremental modes, while all its tables change. */
class NexmarkTest {

    private static final long EVENTS = 1000;

    @Test
    void follows_changes_of_all_tables() throws Exception {
        NexmarkSuite suite = new NexmarkSuite(EVENTS);
        try (Stage stage = Stage.open(SharedServers.defaultVersion())) {
            stage.clear();
            try (Connection writer = stage.connect(Route.BYPASS)) {
                suite.load(writer);
                try (SuiteTrial trial = new SuiteTrial(stage, suite.queries())) {
                    follow(suite, writer, trial);
                    trial.assertAllHadRows();
                }
            }
        }
    }

    private static void follow(NexmarkSuite suite, Connection writer, SuiteTrial trial) throws Exception {
        suite.change(writer, new Churn.Added(1));
        trial.check("a bid");
        suite.change(writer, new Churn.Added(60));
        trial.check("new events");
        suite.change(writer, new Churn.Replaced(5));
        trial.check("replaced events");
        trial.batch(
                "UPDATE person SET state = 'CA', name = name || '!' WHERE id % 2 = 0",
                "UPDATE auction SET category = 10 WHERE id % 3 = 0",
                "UPDATE auction SET expires = date_time + interval '1 minute', date_time = date_time + interval '1 second' WHERE id % 3 = 1",
                "UPDATE bid SET price = 20000000, auction = 0, date_time = date_time - interval '5 seconds' WHERE bidder % 5 = 0",
                "UPDATE side_input SET value = 'other' WHERE key % 2 = 0");
        trial.batch(
                "INSERT INTO bid SELECT auction, bidder, price, channel, url, date_time + interval '1 day 1 millisecond', extra FROM bid WHERE bidder % 4 = 0",
                "DELETE FROM bid WHERE bidder % 4 = 1",
                "UPDATE bid SET channel = 'Apple', url = 'a/b/c/d/e/f' WHERE bidder % 4 = 2",
                "DELETE FROM side_input WHERE key % 3 = 0",
                "UPDATE bid SET bidder = 0 WHERE bidder = 1");
        trial.batch("DELETE FROM bid", "UPDATE auction SET seller = 0");
    }
}
