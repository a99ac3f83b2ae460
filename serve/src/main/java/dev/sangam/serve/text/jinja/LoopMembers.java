package dev.sangam.serve.text.jinja;

/** What {@code loop} has to tell. */
final class LoopMembers {
    private LoopMembers() {}

    static Value member(Value.Loop loop, String name) {
        int at = loop.at();
        int size = loop.items().size();
        return switch (name) {
            case "index" -> new Value.Int(at + 1);
            case "index0" -> new Value.Int(at);
            case "revindex" -> new Value.Int(size - at);
            case "revindex0" -> new Value.Int(size - at - 1);
            case "first" -> Value.Bool.of(at == 0);
            case "last" -> Value.Bool.of(at == size - 1);
            case "length" -> new Value.Int(size);
            case "previtem" ->
                at == 0 ? new Value.Undefined("loop.previtem") : loop.items().get(at - 1);
            case "nextitem" ->
                at == size - 1
                        ? new Value.Undefined("loop.nextitem")
                        : loop.items().get(at + 1);
            case "cycle" ->
                new Value.Callable("cycle", arguments -> {
                    arguments.first("cycle");
                    return arguments
                            .positional()
                            .get(at % arguments.positional().size());
                });
            default -> new Value.Undefined("loop." + name);
        };
    }
}
