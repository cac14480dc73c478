package dev.pgtrickle.proxy.bench;

/** A page of a report that needs nothing else. */
public final class HtmlPage {

    private static final String HEAD = """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <title>%1$s</title>
            <style>
            body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 62rem; color: #222; background: #fff; }
            table { border-collapse: collapse; margin: 1rem 0; font-variant-numeric: tabular-nums; }
            th, td { padding: .15rem .7rem; text-align: right; border-bottom: 1px solid #ddd; }
            th:first-child, td:first-child, td.text { text-align: left; }
            td.slow { background: #fbe3d6; }
            .wrong { color: #b00020; font-weight: bold; }
            svg { width: 100%%; height: auto; }
            svg text { font: 12px system-ui, sans-serif; fill: #222; }
            </style>
            </head>
            <body>
            <h1>%1$s</h1>
            """;

    private HtmlPage() {}

    /**
     * Writes a page.
     *
     * @param title what it is about, as text
     * @param body what stands below the title, as HTML
     * @return an HTML page without references to anything outside it
     */
    public static String of(String title, String body) {
        return HEAD.formatted(escaped(title)) + body + "</body>\n</html>\n";
    }

    /**
     * Writes a text.
     *
     * @param text any text
     * @return the same as HTML, also within a quoted attribute
     */
    public static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
