package dev.sangam.serve.http;

import dev.sangam.serve.engine.EngineException;

/** Turns what an endpoint throws into an answer. */
final class Answers {
    private static final System.Logger LOG = System.getLogger(Answers.class.getName());

    private Answers() {}

    /** Notes an error of ours. */
    static void report(Exchange exchange, RuntimeException e) {
        LOG.log(System.Logger.Level.ERROR, "request " + exchange.id() + " failed", e);
    }

    /** Runs a part of an endpoint. */
    static void guard(Exchange exchange, Runnable part) {
        try {
            part.run();
        } catch (ApiError e) {
            exchange.error(e);
        } catch (EngineException e) {
            exchange.error(ApiError.of(e, 1));
        } catch (RuntimeException e) {
            report(exchange, e);
            exchange.error(ApiError.of(
                    500, "internal_error", "The server failed. Its log tells more of request " + exchange.id() + "."));
        }
    }
}
