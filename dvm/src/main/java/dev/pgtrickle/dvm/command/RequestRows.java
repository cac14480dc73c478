package dev.pgtrickle.dvm.command;

import dev.pgtrickle.dvm.session.Rows.Row;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Requests as rows of (request, kind, search_path, argument name, argument value), put together. */
final class RequestRows {

    private RequestRows() {}

    /**
     * A request.
     *
     * @param kind what is asked for
     * @param searchPath the search_path of who asked
     * @param arguments the arguments that are not null, as text
     */
    record Request(String kind, String searchPath, Map<String, String> arguments) {}

    static List<Request> group(List<Row> rows) {
        List<Request> requests = new ArrayList<>();
        String last = "";
        for (Row row : rows) {
            if (!row.text(0).equals(last)) {
                last = row.text(0);
                requests.add(new Request(row.text(1), row.text(2), new HashMap<>()));
            }
            requests.getLast().arguments().put(row.text(3), row.text(4));
        }
        return requests;
    }
}
