package dev.pgtrickle.proxy.session;

import dev.pgtrickle.wire.message.Bind;
import dev.pgtrickle.wire.message.Close;
import dev.pgtrickle.wire.message.CopyFail;
import dev.pgtrickle.wire.message.Describe;
import dev.pgtrickle.wire.message.Execute;
import dev.pgtrickle.wire.message.FrontendMessage;
import dev.pgtrickle.wire.message.FrontendSignal;
import dev.pgtrickle.wire.message.Parse;
import dev.pgtrickle.wire.message.Query;
import dev.pgtrickle.wire.message.Target;
import dev.pgtrickle.wire.response.Kind;
import java.util.Optional;

/** How a message of our own is accounted for. */
final class Injection {

    private Injection() {}

    /**
     * The kind of request that a message is.
     *
     * @param message a message that we send
     * @return its kind, or nothing when it has no answer
     */
    static Optional<Kind> kind(FrontendMessage message) {
        return switch (message) {
            case Query query -> Optional.of(Kind.QUERY);
            case Parse parse -> Optional.of(Kind.PARSE);
            case Bind bind -> Optional.of(Kind.BIND);
            case Describe(Target target, String name) ->
                Optional.of(target == Target.STATEMENT ? Kind.DESCRIBE_STATEMENT : Kind.DESCRIBE_PORTAL);
            case Execute execute -> Optional.of(Kind.EXECUTE);
            case Close close -> Optional.of(Kind.CLOSE);
            case CopyFail fail -> Optional.empty();
            case FrontendSignal signal ->
                switch (signal) {
                    case SYNC -> Optional.of(Kind.SYNC);
                    case FLUSH, COPY_DONE, TERMINATE -> Optional.empty();
                };
        };
    }
}
