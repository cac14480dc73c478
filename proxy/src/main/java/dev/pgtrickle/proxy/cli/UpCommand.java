package dev.pgtrickle.proxy.cli;

import dev.pgtrickle.proxy.host.Conninfo;
import dev.pgtrickle.proxy.host.Node;
import dev.pgtrickle.proxy.host.NodeSettings;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code pgtrickle up}. */
@Command(
        name = "up",
        mixinStandardHelpOptions = true,
        versionProvider = VersionText.class,
        description = {
            "Starts pgtrickle and, unless --upstream names a server, a PostgreSQL of its own.",
            "",
            "When clients can connect, it prints one line on standard output: \"pgtrickle is ready: psql ...\". It runs until SIGTERM or"
                    + " Ctrl-C, and then ends sessions, engines and its own PostgreSQL in this order.",
            ""
        },
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "1:something went wrong that is not your fault",
            "2:wrong input, a port in use, or a server that cannot be used",
            "130:stopped by Ctrl-C, cleanly",
            "143:stopped by SIGTERM, cleanly"
        })
final class UpCommand implements Callable<Integer> {

    @Spec
    private @Nullable CommandSpec command;

    @Mixin
    private final ServerOptions serverOptions = new ServerOptions();

    @Mixin
    private final ListenOptions listenOptions = new ListenOptions();

    @Mixin
    private final LogOptions logOptions = new LogOptions();

    @Override
    public Integer call() {
        logOptions.apply();
        ServerChoice choice = serverOptions.choice();
        NodeSettings settings = listenOptions.checked();
        try (Lifetime lifetime = Lifetime.endingWithJvm()) {
            Conninfo server = choice.start(lifetime);
            Node node = NodeStart.start(lifetime, server, settings);
            PrintWriter out = Main.out(command);
            out.println("pgtrickle is ready: psql -h " + reachable(settings.listenHost()) + " -p " + node.port()
                    + " -U " + server.user() + " " + server.database());
            out.flush();
            lifetime.awaitEnd();
        }
        return 0;
    }

    /** The address of this machine that a client on it can use. */
    private static String reachable(String listenHost) {
        return listenHost.equals("0.0.0.0") || listenHost.equals("::") ? "127.0.0.1" : listenHost;
    }
}
