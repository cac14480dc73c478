package dev.pgtrickle.proxy.demo;

import dev.pgtrickle.proxy.tpch.Progress;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/** Where the demo is shown: a terminal, on which a table is drawn over the one before, or a plain stream of lines. */
public final class Screen {

    /** What is on the other side. */
    public enum Kind {
        /** It understands escape sequences. */
        TERMINAL,
        /** A file or a pipe. */
        LINES
    }

    private static final int BAR = 40;

    private final PrintWriter out;
    private final Kind kind;
    private int linesToOverwrite;

    /**
     * A screen.
     *
     * @param out where it is written to
     * @param kind what is on the other side
     */
    public Screen(PrintWriter out, Kind kind) {
        this.out = out;
        this.kind = kind;
    }

    void line(String text) {
        linesToOverwrite = 0;
        out.println(text);
        out.flush();
    }

    /** Shows a table in place of the one that was shown last, if nothing came in between. */
    void table(List<String> lines) {
        switch (kind) {
            case TERMINAL -> {
                if (linesToOverwrite > 0) {
                    out.print("\033[" + linesToOverwrite + "A\033[J");
                }
                linesToOverwrite = lines.size();
            }
            case LINES -> {}
        }
        lines.forEach(out::println);
        out.flush();
    }

    /** A progress bar; on a stream of lines only its end is shown. */
    Progress progress(String title) {
        long start = System.nanoTime();
        return new Progress() {
            @Override
            public void show(String what, double part) {
                if (kind == Kind.TERMINAL) {
                    int full = (int) Math.round(part * BAR);
                    out.printf(
                            Locale.ROOT,
                            "\r\033[K%s [%s%s] %3.0f%% %s",
                            title,
                            "#".repeat(full),
                            ".".repeat(BAR - full),
                            100 * part,
                            what);
                    out.flush();
                }
            }

            @Override
            public void done() {
                String took = String.format(Locale.ROOT, "%s: %.1f s", title, (System.nanoTime() - start) / 1e9);
                line(kind == Kind.TERMINAL ? "\r\033[K" + took : took);
            }
        };
    }
}
