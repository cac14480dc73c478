package dev.pgtrickle.proxy.session;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The Java charset of a client encoding (PostgreSQL manual, "Character Set Support").
 *
 * <p>Only encodings in which a byte below 128 is always that ASCII character: others (SJIS, BIG5, GBK, UHC, GB18030, JOHAB) cannot be
 * lexed byte by byte, and a session with one of them is relayed as it stands.
 */
final class ClientEncoding {

    private static final Map<String, String> CHARSETS = Map.ofEntries(
            Map.entry("UTF8", "UTF-8"),
            // No conversion: bytes go through us as they are.
            Map.entry("SQL_ASCII", "ISO-8859-1"),
            Map.entry("LATIN1", "ISO-8859-1"),
            Map.entry("LATIN2", "ISO-8859-2"),
            Map.entry("LATIN3", "ISO-8859-3"),
            Map.entry("LATIN4", "ISO-8859-4"),
            Map.entry("LATIN5", "ISO-8859-9"),
            Map.entry("LATIN7", "ISO-8859-13"),
            Map.entry("LATIN9", "ISO-8859-15"),
            Map.entry("LATIN10", "ISO-8859-16"),
            Map.entry("ISO_8859_5", "ISO-8859-5"),
            Map.entry("ISO_8859_6", "ISO-8859-6"),
            Map.entry("ISO_8859_7", "ISO-8859-7"),
            Map.entry("ISO_8859_8", "ISO-8859-8"),
            Map.entry("WIN1250", "windows-1250"),
            Map.entry("WIN1251", "windows-1251"),
            Map.entry("WIN1252", "windows-1252"),
            Map.entry("WIN1253", "windows-1253"),
            Map.entry("WIN1254", "windows-1254"),
            Map.entry("WIN1255", "windows-1255"),
            Map.entry("WIN1256", "windows-1256"),
            Map.entry("WIN1257", "windows-1257"),
            Map.entry("WIN1258", "windows-1258"),
            Map.entry("WIN866", "IBM866"),
            Map.entry("WIN874", "x-windows-874"),
            Map.entry("KOI8R", "KOI8-R"),
            Map.entry("KOI8U", "KOI8-U"),
            Map.entry("EUC_JP", "EUC-JP"),
            Map.entry("EUC_KR", "EUC-KR"),
            Map.entry("EUC_CN", "GB2312"),
            Map.entry("EUC_TW", "x-EUC-TW"));

    private ClientEncoding() {}

    /**
     * Finds the charset.
     *
     * @param clientEncoding the setting {@code client_encoding} as the server reports it
     * @return the charset, or nothing when statements in it cannot be intercepted
     */
    static Optional<Charset> charset(String clientEncoding) {
        String name = CHARSETS.get(clientEncoding.toUpperCase(Locale.ROOT));
        if (name == null) {
            return Optional.empty();
        }
        if (name.equals("UTF-8")) {
            return Optional.of(StandardCharsets.UTF_8);
        }
        return Charset.isSupported(name) ? Optional.of(Charset.forName(name)) : Optional.empty();
    }
}
