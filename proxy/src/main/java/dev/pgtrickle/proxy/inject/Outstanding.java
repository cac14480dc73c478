package dev.pgtrickle.proxy.inject;

import dev.pgtrickle.wire.response.Expected;
import dev.pgtrickle.wire.response.Kind;
import dev.pgtrickle.wire.response.Owner;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A request on a server connection, with what the relay has to do about its answer. */
public sealed interface Outstanding extends Expected {

    /**
     * Who deals with the answer.
     *
     * @return a responder, or null when the client gets the answer as it stands
     */
    default @Nullable Responder responder() {
        return null;
    }

    /**
     * What changes in our knowledge of the client's statements and portals when the request succeeds.
     *
     * @return the change, or null
     */
    default @Nullable NameChange change() {
        return null;
    }

    /** A request of the client whose answer is relayed without a look. One object per kind, so that relaying allocates nothing. */
    enum Plain implements Outstanding {
        STARTUP(Kind.STARTUP),
        PARSE(Kind.PARSE),
        BIND(Kind.BIND),
        DESCRIBE_STATEMENT(Kind.DESCRIBE_STATEMENT),
        DESCRIBE_PORTAL(Kind.DESCRIBE_PORTAL),
        EXECUTE(Kind.EXECUTE),
        CLOSE(Kind.CLOSE),
        SYNC(Kind.SYNC),
        QUERY(Kind.QUERY),
        FUNCTION_CALL(Kind.FUNCTION_CALL),
        COPY_DATA(Kind.COPY_DATA),
        COPY_END(Kind.COPY_END);

        private final Kind kind;

        Plain(Kind kind) {
            this.kind = kind;
        }

        @Override
        public Kind kind() {
            return kind;
        }

        @Override
        public Owner owner() {
            return Owner.CLIENT;
        }
    }

    /**
     * A request of the client whose answer is relayed without a look, and which changes what we know about its statements and portals.
     *
     * @param kind what it is
     * @param change what changes when it succeeds
     */
    record Naming(Kind kind, NameChange change) implements Outstanding {
        @Override
        public Owner owner() {
            return Owner.CLIENT;
        }
    }

    /**
     * A request whose answer somebody here deals with.
     *
     * @param kind what it is
     * @param owner whose it is
     * @param responder who deals with the answer
     * @param change what changes when it succeeds, or null
     */
    record Handled(
            Kind kind,
            Owner owner,
            Responder responder,
            @Nullable NameChange change) implements Outstanding {}

    /** A request of the client that the server never sees; it tells when everything before it has been answered. */
    final class Turn implements Outstanding {

        /** What became of waiting. */
        public enum Result {
            /** It is the request's turn. */
            NOW,
            /** An error makes the server skip the request, so it is to be dropped. */
            SKIPPED,
            /** The server waits for copy data, so the request is a violation of the protocol that the server has to see. */
            COPY_IN
        }

        private final Kind kind;
        private final CompletableFuture<Result> result = new CompletableFuture<>();

        /**
         * A request that waits for its turn.
         *
         * @param kind what it is
         */
        public Turn(Kind kind) {
            this.kind = kind;
        }

        /**
         * What became of waiting.
         *
         * @return completes on the event loop
         */
        public CompletableFuture<Result> result() {
            return result;
        }

        /** The session is over before the turn has come. */
        public void disconnected() {
            result.completeExceptionally(new SessionLost());
        }

        @Override
        public Kind kind() {
            return kind;
        }

        @Override
        public Owner owner() {
            return Owner.SYNTHETIC;
        }
    }
}
