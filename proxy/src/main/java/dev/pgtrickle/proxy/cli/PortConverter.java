package dev.pgtrickle.proxy.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a TCP port, 0 meaning a free one. */
final class PortConverter implements ITypeConverter<Integer> {

    private static final int LARGEST = 65535;

    @Override
    public Integer convert(String value) {
        try {
            int port = Integer.parseInt(value);
            if (port >= 0 && port <= LARGEST) {
                return port;
            }
        } catch (NumberFormatException e) {
            throw refusal(value);
        }
        throw refusal(value);
    }

    private static TypeConversionException refusal(String value) {
        return new TypeConversionException("\"" + value + "\" is not a port from 1 to 65535, nor 0 for a free one");
    }
}
