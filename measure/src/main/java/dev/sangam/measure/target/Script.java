package dev.sangam.measure.target;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What a server answers to one request, and when. Made by calls in the order in which things happen; {@link #after} puts
 * time between them.
 */
public final class Script {
    /** How the client learns where the body ends. */
    public enum Framing {
        /** In chunks, one for each write. */
        CHUNKED,
        /** By its length. */
        LENGTH,
        /** By the end of the connection. */
        CLOSE
    }

    private final int status;
    private final String contentType;
    private Framing framing = Framing.CHUNKED;
    private String lineEnd = "\n";
    private long headNanos;
    private long headPauseNanos;
    private long atNanos;
    private final List<Step> steps = new ArrayList<>();

    private Script(int status, String contentType) {
        this.status = status;
        this.contentType = contentType;
    }

    /** An answer in events. */
    public static Script stream() {
        return new Script(200, "text/event-stream");
    }

    /** An answer in one piece, or an error. */
    public static Script plain(int status) {
        return new Script(status, "application/json");
    }

    /** Constant gaps: the first token after {@code firstNanos}, the end right after the last. */
    public static Script steady(int tokens, long firstNanos, long gapNanos) {
        Script script = stream().role();
        for (int i = 0; i < tokens; i++) {
            script.after(i == 0 ? firstNanos : gapNanos).text(" token");
        }
        return script.finish("length").usage(10, tokens).done();
    }

    public Script framing(Framing other) {
        framing = other;
        return this;
    }

    /** The end of the lines that follow: a line feed, a carriage return, or both. */
    public Script lineEnd(String other) {
        lineEnd = other;
        return this;
    }

    /** The head comes so long after the request, in two pieces with a pause between them. */
    public Script slowHead(long nanos, long pauseNanos) {
        headNanos = nanos;
        headPauseNanos = pauseNanos;
        atNanos = Math.max(atNanos, nanos + pauseNanos);
        return this;
    }

    /** Time passes. */
    public Script after(long nanos) {
        atNanos += nanos;
        return this;
    }

    /** Sends bytes as they are. */
    public Script bytes(byte[] bytes, boolean output) {
        steps.add(new Step.Write(atNanos, bytes, output));
        return this;
    }

    /** Sends text as it is. */
    public Script raw(String text) {
        return bytes(text.getBytes(StandardCharsets.UTF_8), false);
    }

    /** An event that is no output. */
    public Script event(String data) {
        return raw("data: " + data + lineEnd + lineEnd);
    }

    /** A comment, as servers send to keep a connection open. */
    public Script comment() {
        return raw(": keep-alive" + lineEnd + lineEnd);
    }

    /** The chunk that says who speaks. */
    public Script role() {
        return event(chunk("{\"role\":\"assistant\",\"content\":\"\"}", "null", ""));
    }

    /** A chunk with text. */
    public Script text(String text) {
        return output("{\"content\":\"" + text + "\"}", "");
    }

    /** A chunk with what a model thinks aloud. */
    public Script reasoning(String text) {
        return output("{\"reasoning_content\":\"" + text + "\"}", "");
    }

    /** A chunk with text and the number of output tokens so far. */
    public Script counted(String text, int tokensSoFar) {
        return output("{\"content\":\"" + text + "\"}", usageField(10, tokensSoFar));
    }

    /** A chunk with text in two writes, the second some time after the first: the text comes with the second. */
    public Script split(String text, int firstBytes, long pauseNanos) {
        String event = "data: " + chunk("{\"content\":\"" + text + "\"}", "null", "") + lineEnd + lineEnd;
        byte[] bytes = event.getBytes(StandardCharsets.UTF_8);
        int at = event.substring(0, event.indexOf(text)).getBytes(StandardCharsets.UTF_8).length + firstBytes;
        bytes(Arrays.copyOf(bytes, at), false);
        after(pauseNanos);
        return bytes(Arrays.copyOfRange(bytes, at, bytes.length), true);
    }

    /** The chunk that says why the answer ended. */
    public Script finish(String reason) {
        return event(chunk("{}", "\"" + reason + "\"", ""));
    }

    /** The chunk with the usage of the whole answer. */
    public Script usage(int promptTokens, int outputTokens) {
        return event("{\"id\":\"x\",\"object\":\"chat.completion.chunk\",\"choices\":[]"
                + usageField(promptTokens, outputTokens) + "}");
    }

    /** The last event. */
    public Script done() {
        return event("[DONE]");
    }

    /** The connection ends, in order. */
    public Script close() {
        steps.add(new Step.Cut(atNanos, false));
        return this;
    }

    /** The connection is reset. */
    public Script reset() {
        steps.add(new Step.Cut(atNanos, true));
        return this;
    }

    /** Nothing more comes. */
    public Script hang() {
        steps.add(new Step.Hang());
        return this;
    }

    private Script output(String delta, String more) {
        String event = "data: " + chunk(delta, "null", more) + lineEnd + lineEnd;
        return bytes(event.getBytes(StandardCharsets.UTF_8), true);
    }

    private static String chunk(String delta, String finish, String more) {
        return "{\"id\":\"chatcmpl-0\",\"object\":\"chat.completion.chunk\",\"created\":1700000000,\"model\":\"scripted\","
                + "\"choices\":[{\"index\":0,\"delta\":" + delta + ",\"logprobs\":null,\"finish_reason\":" + finish
                + "}]"
                + more + "}";
    }

    private static String usageField(int promptTokens, int outputTokens) {
        return ",\"usage\":{\"prompt_tokens\":" + promptTokens + ",\"completion_tokens\":" + outputTokens
                + ",\"total_tokens\":" + (promptTokens + outputTokens)
                + ",\"prompt_tokens_details\":{\"cached_tokens\":4}}";
    }

    List<Step> steps() {
        return steps;
    }

    Framing framing() {
        return framing;
    }

    long headNanos() {
        return headNanos;
    }

    long headPauseNanos() {
        return headPauseNanos;
    }

    /** Status line and headers. */
    byte[] head() {
        String end = switch (framing) {
            case CHUNKED -> "Transfer-Encoding: chunked\r\n";
            case LENGTH -> "Content-Length: " + length() + "\r\n";
            case CLOSE -> "Connection: close\r\n";
        };
        return ("HTTP/1.1 " + status + " scripted\r\nContent-Type: " + contentType + "\r\n" + end + "\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    private int length() {
        int sum = 0;
        for (Step step : steps) {
            sum += step instanceof Step.Write write ? write.bytes().length : 0;
        }
        return sum;
    }
}
