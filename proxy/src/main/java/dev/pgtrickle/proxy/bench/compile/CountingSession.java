package dev.pgtrickle.proxy.bench.compile;

import dev.pgtrickle.dvm.session.Notice;
import dev.pgtrickle.dvm.session.Rows;
import dev.pgtrickle.dvm.session.SqlSession;
import org.jspecify.annotations.Nullable;

/** Another session, and how many statements were sent to it. */
final class CountingSession implements SqlSession {

    private final SqlSession session;
    private int statements;

    CountingSession(SqlSession session) {
        this.session = session;
    }

    int statements() {
        return statements;
    }

    @Override
    public Rows query(String sql, @Nullable String... parameters) {
        statements++;
        return session.query(sql, parameters);
    }

    @Override
    public void raise(Notice notice) {
        session.raise(notice);
    }

    @Override
    public Scope scope() {
        return session.scope();
    }
}
