package dev.pgtrickle.proxy.inject;

import dev.pgtrickle.dvm.intercept.ProxyQuestion;
import dev.pgtrickle.wire.message.Parse;
import dev.pgtrickle.wire.message.Query;
import dev.pgtrickle.wire.response.Kind;

/** Tells a driver that asks for it that this is a proxy: the server gets a text that says so in place of the question, and is answered for as ever. */
public final class ProxyAnswer {

    private ProxyAnswer() {}

    /**
     * Whether a text may be the question.
     *
     * @param length its length in bytes
     * @return true when it is worth reading
     */
    public static boolean mayBeAsked(int length) {
        return length == ProxyQuestion.QUESTION.length();
    }

    /**
     * Whether a text is the question.
     *
     * @param sql the text of a Query or Parse message
     * @return true when it is, to the letter
     */
    public static boolean isAsked(String sql) {
        return sql.equals(ProxyQuestion.QUESTION);
    }

    /**
     * Answers a Query.
     *
     * @param relay the session, on its event loop
     */
    public static void query(Relay relay) {
        relay.forward(Outstanding.Plain.QUERY, new Query(ProxyQuestion.ANSWERED));
    }

    /**
     * Answers a Parse.
     *
     * @param relay the session, on its event loop
     * @param parse the client's message
     */
    public static void parse(Relay relay, Parse parse) {
        relay.forward(
                new Outstanding.Naming(Kind.PARSE, new NameChange.StatementGone(parse.name())),
                new Parse(parse.name(), ProxyQuestion.ANSWERED, parse.parameterTypes()));
    }
}
