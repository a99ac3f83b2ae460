package dev.sangam.measure.fidelity.remote;

import dev.sangam.measure.client.Endpoint;
import dev.sangam.measure.target.Script;
import dev.sangam.measure.target.ScriptedServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * An endpoint whose model is simple enough to be computed by hand: a token is a word with the space in front of it, the log-probability of a
 * token is minus its length, and the likeliest tokens are those that it is told.
 */
final class LogprobServer implements AutoCloseable {
    /** What a server has of the two APIs. */
    enum Kind {
        /** Completions with echo, chat; max_tokens 0 is refused. */
        VLLM,
        /** A chat with top_logprobs, and no completions. */
        OPENAI,
        /** Completions and chat, both with the chat's shape of log-probabilities; echo is passed over. */
        LLAMA_CPP,
        /** Completions, chat, logit_bias and the numbers of tokens; echo is refused. */
        SANGAM,
        /** Completions without log-probabilities. */
        BARE
    }

    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final Pattern WORDS = Pattern.compile("\\s*\\S+");

    private final Kind kind;
    private final ScriptedServer server;
    private final List<String> likeliest;
    private final List<String> vocabulary = new ArrayList<>();
    private final ConcurrentLinkedQueue<JsonNode> bodies = new ConcurrentLinkedQueue<>();

    LogprobServer(Kind kind, List<String> likeliest) {
        this(kind, likeliest, asked -> Optional.empty());
    }

    /** @param first what to answer in place of the model; empty for the model's answer */
    LogprobServer(Kind kind, List<String> likeliest, Function<ScriptedServer.Asked, Optional<Script>> first) {
        this.kind = kind;
        this.likeliest = likeliest;
        this.server = ScriptedServer.start(0, asked -> first.apply(asked).orElseGet(() -> answer(asked)));
    }

    Endpoint endpoint() {
        return Endpoint.of(server.address());
    }

    /** Bodies of all requests but that for the models. */
    List<JsonNode> bodies() {
        return List.copyOf(bodies);
    }

    static Script error(int status, String message) {
        return Script.plain(status).framing(Script.Framing.LENGTH).raw("{\"error\":{\"message\":\"" + message + "\"}}");
    }

    private Script answer(ScriptedServer.Asked asked) {
        if (asked.head().startsWith("GET /v1/models ")) {
            String owner = kind == Kind.LLAMA_CPP ? "llamacpp" : kind.name().toLowerCase(Locale.ROOT);
            return json("{\"data\":[{\"id\":\"tiny\",\"owned_by\":\"" + owner + "\"}]}");
        }
        JsonNode body = MAPPER.readTree(asked.body());
        bodies.add(body);
        if (asked.head().startsWith("POST /tokenize ")) {
            return tokenize(body);
        }
        boolean chat = asked.head().startsWith("POST /v1/chat/completions ");
        if (kind == Kind.OPENAI && !chat) {
            return error(404, "This is a chat model");
        }
        int wanted = body.path(chat ? "top_logprobs" : "logprobs").asInt(-1);
        if (kind != Kind.LLAMA_CPP && wanted > (kind == Kind.VLLM || kind == Kind.SANGAM ? 20 : 5)) {
            return error(400, "at most 5 log-probabilities");
        }
        if (kind == Kind.VLLM && body.path("max_tokens").asInt() == 0) {
            return error(400, "max_tokens must be at least 1");
        }
        if (kind == Kind.SANGAM && body.path("echo").asBoolean(false)) {
            return error(400, "echo with logprobs is not supported");
        }
        return json(chat ? chat(body, wanted) : completion(body, wanted));
    }

    private Script tokenize(JsonNode body) {
        if (kind != Kind.SANGAM) {
            return error(404, "no such page");
        }
        ObjectNode answer = MAPPER.createObjectNode();
        ArrayNode ids = answer.putArray("tokens");
        if (body.path("add_special_tokens").asBoolean(true)) {
            ids.add(id("<s>"));
        }
        words(body.path("prompt").asString()).forEach(word -> ids.add(id(word)));
        return json(answer.toString());
    }

    private synchronized int id(String token) {
        if (!vocabulary.contains(token)) {
            vocabulary.add(token);
        }
        return vocabulary.indexOf(token);
    }

    private synchronized String token(int id) {
        return vocabulary.get(id);
    }

    private String completion(JsonNode body, int wanted) {
        boolean echo = kind == Kind.VLLM && body.path("echo").asBoolean(false);
        String prompt = body.path("prompt").isArray()
                ? body.path("prompt")
                        .valueStream()
                        .skip(1)
                        .map(id -> token(id.asInt()))
                        .collect(Collectors.joining())
                : body.path("prompt").asString();
        List<String> tokens = new ArrayList<>(echo ? words(prompt) : List.of());
        if (kind == Kind.SANGAM && body.has("logit_bias")) {
            tokens.add(token(Integer.parseInt(
                    body.path("logit_bias").propertyNames().iterator().next())));
        } else {
            tokens.addAll(generated(body));
        }
        ObjectNode answer = MAPPER.createObjectNode();
        ObjectNode choice = answer.putArray("choices").addObject().put("text", String.join("", tokens));
        if (kind == Kind.LLAMA_CPP) {
            content(choice, tokens, wanted);
        } else if (kind == Kind.BARE || wanted < 0) {
            choice.putNull("logprobs");
        } else {
            ObjectNode scores = choice.putObject("logprobs");
            ArrayNode names = scores.putArray("tokens");
            ArrayNode values = scores.putArray("token_logprobs");
            ArrayNode tops = scores.putArray("top_logprobs");
            for (int i = 0; i < tokens.size(); i++) {
                names.add(tokens.get(i));
                if (echo && i == 0) {
                    values.addNull();
                    tops.addNull();
                } else {
                    values.add(score(tokens.get(i)));
                    ObjectNode top = tops.addObject();
                    likeliest.stream().limit(wanted).forEach(each -> top.put(each, score(each)));
                }
            }
        }
        answer.putObject("usage").put("prompt_tokens", words(prompt).size()).put("completion_tokens", 1);
        return answer.toString();
    }

    private String chat(JsonNode body, int wanted) {
        ObjectNode answer = MAPPER.createObjectNode();
        ObjectNode choice = answer.putArray("choices").addObject();
        List<String> tokens = generated(body);
        choice.putObject("message").put("role", "assistant").put("content", String.join("", tokens));
        if (body.path("logprobs").asBoolean(false)) {
            content(choice, tokens, wanted);
        }
        return answer.toString();
    }

    private void content(ObjectNode choice, List<String> tokens, int wanted) {
        if (wanted < 0) {
            return;
        }
        ArrayNode content = choice.putObject("logprobs").putArray("content");
        for (String token : tokens) {
            ArrayNode top = content.addObject()
                    .put("token", token)
                    .put("logprob", score(token))
                    .putArray("top_logprobs");
            likeliest.stream()
                    .limit(wanted)
                    .forEach(each -> top.addObject().put("token", each).put("logprob", score(each)));
        }
    }

    private List<String> generated(JsonNode body) {
        int most = Math.max(
                body.path("max_tokens").asInt(0),
                body.path("max_completion_tokens").asInt(0));
        return likeliest.stream().limit(most).toList();
    }

    static double score(String token) {
        return -token.length();
    }

    private static List<String> words(String text) {
        List<String> words = new ArrayList<>();
        Matcher matcher = WORDS.matcher(text);
        while (matcher.find()) {
            words.add(matcher.group());
        }
        return words;
    }

    private static Script json(String text) {
        return Script.plain(200).framing(Script.Framing.LENGTH).raw(text);
    }

    @Override
    public void close() {
        server.close();
    }
}
