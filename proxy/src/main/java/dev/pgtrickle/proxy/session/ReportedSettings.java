package dev.pgtrickle.proxy.session;

import dev.pgtrickle.wire.message.ParameterStatus;
import dev.pgtrickle.wire.sql.StringSyntax;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The settings of a session that matter for reading its statements, as the server reports them. */
final class ReportedSettings {

    private Optional<Charset> charset = Optional.of(StandardCharsets.UTF_8);
    private StringSyntax stringSyntax = StringSyntax.STANDARD_CONFORMING;

    /** The server reports a setting. */
    void reported(ParameterStatus status) {
        switch (status.name()) {
            case "client_encoding" -> charset = ClientEncoding.charset(status.value());
            case "standard_conforming_strings" ->
                stringSyntax = status.value().equals("off")
                        ? StringSyntax.BACKSLASH_ESCAPES
                        : StringSyntax.STANDARD_CONFORMING;
            default -> {}
        }
    }

    /** The charset of the client encoding, or nothing when statements cannot be read. */
    Optional<Charset> charset() {
        return charset;
    }

    /** Whether texts can be read as Unicode, and a backslash in a plain constant means itself. */
    boolean isPlain() {
        return stringSyntax == StringSyntax.STANDARD_CONFORMING && charset.isPresent();
    }

    /** What a backslash means in a plain string constant. */
    StringSyntax stringSyntax() {
        return stringSyntax;
    }
}
