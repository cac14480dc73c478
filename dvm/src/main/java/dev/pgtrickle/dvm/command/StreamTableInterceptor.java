package dev.pgtrickle.dvm.command;

import dev.pgtrickle.dvm.intercept.Interception;
import dev.pgtrickle.dvm.intercept.Interceptor;
import dev.pgtrickle.dvm.session.SqlSession;
import dev.pgtrickle.dvm.statement.NameRewrite;
import dev.pgtrickle.dvm.statement.StatementReader;
import dev.pgtrickle.dvm.statement.StreamCommand;
import java.util.Optional;

/** The interceptor of a database that has our catalog. */
public final class StreamTableInterceptor implements Interceptor {

    private final Refresher refresher;

    /**
     * An interceptor.
     *
     * @param refresher how stream tables are refreshed outside of clients' transactions
     */
    public StreamTableInterceptor(Refresher refresher) {
        this.refresher = refresher;
    }

    @Override
    public Optional<Interception> read(String sql) {
        return StatementReader.read(sql);
    }

    @Override
    public Outcome run(Interception.Command command, SqlSession session) {
        return switch ((StreamCommand) command) {
            case StreamCommand.Create create -> new CreateCommand(session).run(create);
            case StreamCommand.Drop drop -> new DropCommand(session).run(drop);
            case StreamCommand.Refresh refresh -> new RefreshCommand(session, refresher).run(refresh);
            case StreamCommand.Alter alter -> new AlterCommand(session).run(alter);
        };
    }

    @Override
    public String rewrite(Interception.Rewrite rewrite, SqlSession session) {
        return new RewriteCommand(session).rewrite((NameRewrite) rewrite);
    }

    @Override
    public Completion complete(SqlSession session) {
        return new Requests(session, refresher).complete();
    }
}
