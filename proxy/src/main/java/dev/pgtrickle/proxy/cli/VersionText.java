package dev.pgtrickle.proxy.cli;

import dev.pgtrickle.catalog.CatalogInstaller;
import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints. */
final class VersionText implements IVersionProvider {

    @Override
    public String[] getVersion() {
        return new String[] {"pgtrickle " + CatalogInstaller.VERSION + " (Java " + Runtime.version() + ")"};
    }
}
