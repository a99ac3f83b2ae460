package dev.sangam.measure.load;

import dev.sangam.measure.client.Call;
import dev.sangam.measure.client.Reply;
import dev.sangam.measure.run.Outcome;
import dev.sangam.measure.run.RequestRecord;
import dev.sangam.measure.run.TokenSource;
import java.util.ArrayList;
import java.util.List;

/** Sends the turns of a conversation to an endpoint, one after the other, and takes down what came. */
final class Conversation {
    private static final int[] NO_TOKENS = new int[0];
    private static final long[] NO_TIMES = new long[0];

    private final Stage stage;
    private final int endpoint;
    private final int[] turns;
    private final List<String> answers = new ArrayList<>();

    Conversation(Stage stage, int endpoint, int[] turns) {
        this.stage = stage;
        this.endpoint = endpoint;
        this.turns = turns;
    }

    /**
     * Sends all turns, and returns when the last answer has ended.
     *
     * @param firstDue when the first is due
     * @return when it ended
     */
    long run(long firstDue) {
        long due = firstDue;
        for (int k = 0; k < turns.length; k++) {
            if (due > stage.lastDue()) {
                return due;
            }
            RequestRecord record = turn(k, due);
            stage.ended(record);
            if (record.outcome() != Outcome.COMPLETED) {
                boolean failed = record.outcome().failed();
                skip(k + 1, failed ? "the turn before it failed" : record.detail());
                return record.ended();
            }
            due = record.ended() + (k + 1 < turns.length ? stage.plan().thinkNanos(turns[k + 1]) : 0);
        }
        return due;
    }

    /** Takes down that turns are not sent. */
    void skip(int from, String why) {
        for (int k = from; k < turns.length && stage.scheduled(); k++) {
            stage.ended(unsent(turns[k], stage.plan().workload().arrival(turns[k]), why));
        }
    }

    private RequestRecord turn(int k, long due) {
        int request = turns[k];
        if (stage.pacer().released()) {
            return unsent(request, due, stage.stopped());
        }
        boolean keepText = k + 1 < turns.length;
        byte[] body = stage.bodies().body(request, List.copyOf(answers));
        Call call = stage.call(endpoint, request, due, body, keepText);
        boolean capped = stage.capped();
        if (!capped && stage.sinceStart() < due) {
            call.connect();
        }
        if (!stage.await(due) || !stage.enter(endpoint)) {
            call.abandon();
            return unsent(request, due, stage.stopped());
        }
        try {
            long sent = stage.sending(call, request, endpoint, due);
            Reply reply = call.exchange(sent);
            answers.add(reply.text());
            return record(request, due, reply);
        } finally {
            stage.leave(endpoint, call);
        }
    }

    private RequestRecord record(int request, long due, Reply reply) {
        long origin = stage.origin();
        long[] times = reply.chunkTimes();
        for (int i = 0; i < times.length; i++) {
            times[i] -= origin;
        }
        int prompt = reply.promptTokens() >= 0
                ? reply.promptTokens()
                : stage.bodies().promptTokens(request);
        return new RequestRecord(
                request,
                endpoint,
                stage.labelOf(request),
                stage.plan().conversation(request),
                due,
                reply.sent() - origin,
                reply.headersSeen() ? reply.headers() - origin : RequestRecord.NEVER,
                reply.ended() - origin,
                prompt,
                reply.cachedTokens(),
                stage.plan().workload().outputTokens(request),
                reply.outputTokens(),
                reply.tokenSource(),
                times,
                reply.chunkTokens(),
                reply.finishReason(),
                reply.outcome(),
                reply.status(),
                reply.detail(),
                reply.reasoningChunks());
    }

    private RequestRecord unsent(int request, long due, String why) {
        return new RequestRecord(
                request,
                endpoint,
                stage.labelOf(request),
                stage.plan().conversation(request),
                due,
                RequestRecord.NEVER,
                RequestRecord.NEVER,
                RequestRecord.NEVER,
                stage.bodies().promptTokens(request),
                -1,
                stage.plan().workload().outputTokens(request),
                0,
                TokenSource.CHUNKS,
                NO_TIMES,
                NO_TOKENS,
                "",
                Outcome.CANCELLED,
                0,
                why,
                0);
    }
}
