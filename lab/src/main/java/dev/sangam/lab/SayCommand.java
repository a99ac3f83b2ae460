package dev.sangam.lab;

import ai.djl.ndarray.NDManager;
import dev.sangam.files.gguf.Vocabulary;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code say}: greedy answers as PyTorch computes them, to compare other implementations with. */
@Command(
        name = "say",
        mixinStandardHelpOptions = true,
        description =
                "What a model answers, by its likeliest tokens: the tokens of the prompt, those of the answer, the"
                        + " answer.")
final class SayCommand implements Callable<Integer> {
    private static final int LENGTH = 256;

    @Parameters(index = "0", paramLabel = "MODEL.gguf", description = "a model that train has written")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path file;

    @Parameters(index = "1..*", paramLabel = "TEXT", arity = "1..*", description = "what to ask it")
    private List<String> texts = List.of();

    @Override
    public Integer call() throws IOException {
        SavedModel saved = SavedModel.open(file);
        Tokenizer tokenizer = new Tokenizer(saved.vocabulary());
        try (NDManager manager = NDManager.newBaseManager()) {
            Training training = new Training(manager, saved.load(manager, LENGTH), new AdamW(manager, List.of(), 0, 1));
            for (String text : texts) {
                List<Integer> prompt = Chat.prompt(tokenizer, text);
                List<Integer> answer = training.greedy(prompt, Vocabulary.MESSAGE_END);
                System.out.println(text + "\n" + prompt + "\n" + answer + "\n" + tokenizer.decode(answer));
            }
        }
        return 0;
    }
}
