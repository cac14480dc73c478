package dev.pgtrickle.proxy.cli;

import dev.pgtrickle.proxy.host.Conninfo;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a connection string. */
final class ConninfoConverter implements ITypeConverter<Conninfo> {

    @Override
    public Conninfo convert(String value) {
        try {
            return Conninfo.parse(value, System.getenv());
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }
}
