package dev.pgtrickle.proxy.cli;

import dev.pgtrickle.proxy.host.Conninfo;
import dev.pgtrickle.proxy.host.Node;
import dev.pgtrickle.proxy.host.NodeSettings;
import java.io.IOException;
import java.sql.SQLException;

/** Starts a node for a command and says in a sentence what is in its way. */
final class NodeStart {

    private NodeStart() {}

    static Node start(Lifetime lifetime, Conninfo server, NodeSettings settings) {
        return lifetime.start(() -> {
            try {
                return Node.start(server, settings);
            } catch (SQLException e) {
                throw CommandFailure.ofInput("pgtrickle cannot be installed at " + server + ": " + e.getMessage(), e);
            } catch (IOException e) {
                Throwable cause = e.getCause() == null ? e : e.getCause();
                throw CommandFailure.ofInput("pgtrickle " + e.getMessage() + ": " + cause.getMessage(), e);
            }
        });
    }
}
