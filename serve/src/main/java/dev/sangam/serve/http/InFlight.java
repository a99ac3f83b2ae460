package dev.sangam.serve.http;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Work that has been taken on and not been answered, so that a server can end without losing any. On the event loop. */
final class InFlight {
    private final Map<Exchange, Consumer<ApiError>> work = new LinkedHashMap<>();
    private Runnable onEmpty = () -> {};

    /** A request was taken on; ended early, it gets an error. */
    void began(Exchange exchange) {
        work.put(exchange, exchange::error);
    }

    /** How to end a request early. */
    void failWith(Exchange exchange, Consumer<ApiError> fail) {
        work.replace(exchange, fail);
    }

    /** A request is answered, or its client is gone. */
    void ended(Exchange exchange) {
        if (work.remove(exchange) != null && work.isEmpty()) {
            onEmpty.run();
        }
    }

    /** What to do when nothing is in flight; at once if nothing is. */
    void whenEmpty(Runnable action) {
        onEmpty = action;
        if (work.isEmpty()) {
            action.run();
        }
    }

    int size() {
        return work.size();
    }

    /** Ends all early. */
    void failAll(ApiError error) {
        List.copyOf(work.values()).forEach(each -> each.accept(error));
    }
}
