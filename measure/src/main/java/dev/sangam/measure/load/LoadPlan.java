package dev.sangam.measure.load;

import dev.sangam.core.workload.Workload;
import java.util.ArrayList;
import java.util.List;

/**
 * What is to be sent: a workload, and which of its requests are turns of one conversation. Turns follow each other in the
 * order of their numbers; the arrival of a later turn is not used, as it is sent when the answer before it has ended and
 * its think time is over.
 */
public final class LoadPlan {
    private final Workload workload;
    private final int[] conversation;
    private final long[] thinkNanos;
    private final List<int[]> conversations;

    private LoadPlan(Workload workload, int[] conversation, long[] thinkNanos) {
        this.workload = workload;
        this.conversation = conversation;
        this.thinkNanos = thinkNanos;
        this.conversations = grouped(conversation);
    }

    /** Every request stands alone, and nobody thinks. */
    public static LoadPlan of(Workload workload) {
        int[] alone = new int[workload.size()];
        for (int i = 0; i < alone.length; i++) {
            alone[i] = i;
        }
        return new LoadPlan(workload, alone, new long[alone.length]);
    }

    /**
     * Requests in conversations.
     *
     * @param conversation for each request, the number of the first turn of its conversation: its own number for that one
     * @param thinkNanos for each request, the time between the end of the answer before it and its sending: of the turn
     *     before it or, for a first turn in a closed loop, of what its user asked before
     */
    public static LoadPlan of(Workload workload, int[] conversation, long[] thinkNanos) {
        if (conversation.length != workload.size() || thinkNanos.length != workload.size()) {
            throw new IllegalArgumentException(workload.size() + " requests, but " + conversation.length
                    + " conversations and " + thinkNanos.length + " think times");
        }
        for (int i = 0; i < conversation.length; i++) {
            int first = conversation[i];
            if (first < 0 || first > i || conversation[first] != first) {
                throw new IllegalArgumentException("request " + i + " is in conversation " + first
                        + "; that must be the number of its first turn");
            }
            if (thinkNanos[i] < 0) {
                throw new IllegalArgumentException(
                        "the think time of request " + i + " is " + thinkNanos[i] + " ns; it must be >= 0");
            }
        }
        return new LoadPlan(workload, conversation.clone(), thinkNanos.clone());
    }

    /** The same with other think times, one for each request. */
    public LoadPlan withThinkTimes(long[] nanos) {
        return of(workload, conversation, nanos);
    }

    /** The requests. */
    public Workload workload() {
        return workload;
    }

    /** Number of the first turn of the conversation that a request is in. */
    public int conversation(int request) {
        return conversation[request];
    }

    /** Time between the end of the answer before a request, and its sending. */
    public long thinkNanos(int request) {
        return thinkNanos[request];
    }

    /** Number of conversations; a request that stands alone is one. */
    public int conversations() {
        return conversations.size();
    }

    /** Requests of a conversation in order. Conversations are in the order of their first turns. */
    int[] turns(int number) {
        return conversations.get(number);
    }

    private static List<int[]> grouped(int[] conversation) {
        int[] sizes = new int[conversation.length];
        for (int first : conversation) {
            sizes[first]++;
        }
        int[][] turns = new int[conversation.length][];
        List<int[]> result = new ArrayList<>();
        for (int i = 0; i < conversation.length; i++) {
            int first = conversation[i];
            if (first == i) {
                turns[i] = new int[sizes[i]];
                result.add(turns[i]);
                sizes[i] = 0;
            }
            turns[first][sizes[first]++] = i;
        }
        return result;
    }
}
