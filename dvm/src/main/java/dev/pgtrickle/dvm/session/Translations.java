package dev.pgtrickle.dvm.session;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Remembers how statements are translated for JDBC, so that a statement that is sent again and again is read once. Sessions of all threads may share
 * one; the least recently used are forgotten.
 */
public final class Translations {

    private static final int KEPT = 1_000;

    private final Map<String, ParameterTranslation> kept = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, ParameterTranslation> eldest) {
            return size() > KEPT;
        }
    };

    /** Remembers nothing yet. */
    public Translations() {}

    synchronized ParameterTranslation of(String sql) {
        return kept.computeIfAbsent(sql, ParameterTranslation::of);
    }
}
