package dev.pgtrickle.proxy.bench;

import dev.pgtrickle.dvm.json.Json;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Writes reports as JSON. */
public final class JsonText {

    private JsonText() {}

    /**
     * Writes an object.
     *
     * @param members names, and values that are JSON already
     * @return JSON text, members in the order of their names
     */
    public static String object(Map<String, String> members) {
        return new TreeMap<>(members)
                .entrySet().stream()
                        .map(e -> Json.string(e.getKey()) + ":" + e.getValue())
                        .collect(Collectors.joining(",", "{", "}"));
    }

    /**
     * Writes an array.
     *
     * @param elements what is in it
     * @param text how an element is written
     * @param <T> their type
     * @return JSON text
     */
    public static <T> String array(List<T> elements, Function<T, String> text) {
        return Json.array(elements.stream().map(text).toList());
    }

    /**
     * Writes a time.
     *
     * @param milliseconds how long something took
     * @return a number
     */
    public static String number(double milliseconds) {
        return String.format(Locale.ROOT, "%.3f", milliseconds);
    }
}
