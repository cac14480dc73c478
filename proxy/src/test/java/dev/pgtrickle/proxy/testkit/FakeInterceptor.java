package dev.pgtrickle.proxy.testkit;

import dev.pgtrickle.dvm.intercept.Interception;
import dev.pgtrickle.dvm.intercept.Interceptor;
import dev.pgtrickle.dvm.session.SqlError;
import dev.pgtrickle.dvm.session.SqlSession;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** An interceptor that a test tells what to do. Statements are told apart by how they begin, comments and case aside. */
public final class FakeInterceptor implements Interceptor {

    private record Rule(String prefix, Function<String, Interception> reading) {}

    private record FakeCommand(String sql, Function<SqlSession, Outcome> run) implements Interception.Command {}

    private record FakeRewrite(String sql, Function<SqlSession, String> rewrite) implements Interception.Rewrite {}

    private final List<Rule> rules = new CopyOnWriteArrayList<>();
    private final List<String> calls = new CopyOnWriteArrayList<>();
    private volatile Function<SqlSession, Completion> completion = session -> Completion.FINISHED;

    /** Statements that begin so are commands. */
    public FakeInterceptor command(String prefix, Function<SqlSession, Outcome> run) {
        return rule(prefix, sql -> new FakeCommand(sql, run));
    }

    /** Statements that begin so are rewritten. */
    public FakeInterceptor rewrite(String prefix, Function<SqlSession, String> rewrite) {
        return rule(prefix, sql -> new FakeRewrite(sql, rewrite));
    }

    /** Statements that begin so are observed. */
    public FakeInterceptor observe(String prefix, Function<String, Interception.Observe> observe) {
        return rule(prefix, observe::apply);
    }

    /** Statements that begin so are certainly wrong. */
    public FakeInterceptor refuse(String prefix, SqlError error) {
        return rule(prefix, sql -> {
            throw error;
        });
    }

    /** What happens after observed statements. */
    public FakeInterceptor completing(Function<SqlSession, Completion> newCompletion) {
        completion = newCompletion;
        return this;
    }

    private FakeInterceptor rule(String prefix, Function<String, Interception> reading) {
        rules.addFirst(new Rule(prefix, reading));
        return this;
    }

    /** What has been called, in order: the method, the scope of the session, and the statement. */
    public List<String> calls() {
        return List.copyOf(calls);
    }

    @Override
    public Optional<Interception> read(String sql) {
        String text = sql.replaceAll("^(\\s|--[^\\n]*\\n|/\\*.*?\\*/)+", "").toLowerCase(Locale.ROOT);
        for (Rule rule : rules) {
            if (text.startsWith(rule.prefix())) {
                return Optional.of(rule.reading().apply(sql));
            }
        }
        return Optional.empty();
    }

    @Override
    public Outcome run(Interception.Command command, SqlSession session) {
        FakeCommand fake = (FakeCommand) command;
        log("run", session, fake.sql());
        return fake.run().apply(session);
    }

    @Override
    public String rewrite(Interception.Rewrite rewrite, SqlSession session) {
        FakeRewrite fake = (FakeRewrite) rewrite;
        log("rewrite", session, fake.sql());
        return fake.rewrite().apply(session);
    }

    @Override
    public Completion complete(SqlSession session) {
        log("complete", session, null);
        return completion.apply(session);
    }

    private void log(String method, SqlSession session, @Nullable String sql) {
        calls.add(method + " " + session.scope() + (sql == null ? "" : " " + sql));
    }
}
