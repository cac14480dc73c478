package dev.pgtrickle.driver;

import dev.pgtrickle.dvm.intercept.ProxyQuestion;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.BaseConnection;

/**
 * Finds out who runs statements about stream tables: the driver, or the proxy that it is connected to, which then does everything about them. It is
 * asked once for each physical connection, when that matters for the first time.
 *
 * <p>As everything of a connection, it is used by one thread at a time.
 */
final class OtherEnd {

    private final BaseConnection physical;
    private final Settings settings;
    private @Nullable Boolean proxy;

    /**
     * Nothing has been asked.
     *
     * @param physical the connection, below any pool's handle
     * @param settings what the application says
     */
    OtherEnd(BaseConnection physical, Settings settings) {
        this.physical = physical;
        this.settings = settings;
    }

    /**
     * Whether the driver has something to do at all, without asking anybody.
     *
     * @return false when the application says so, or a proxy has
     */
    boolean mayBeServer() {
        return settings.mayIntercept() && !Boolean.TRUE.equals(proxy);
    }

    /**
     * Whether statements about stream tables are the other end's to run.
     *
     * @return true at a proxy
     * @throws SQLException when it does not answer
     */
    boolean isProxy() throws SQLException {
        if (!settings.asks()) {
            return !settings.mayIntercept();
        }
        Boolean known = proxy;
        if (known == null) {
            known = OwnTransaction.in(physical, this::ask);
            proxy = known;
        }
        return known;
    }

    private boolean ask() throws SQLException {
        try (Statement statement = physical.createStatement();
                ResultSet row = statement.executeQuery(ProxyQuestion.QUESTION)) {
            return row.next() && ProxyQuestion.isYes(row.getString(1));
        }
    }
}
