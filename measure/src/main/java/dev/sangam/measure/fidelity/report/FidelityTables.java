package dev.sangam.measure.fidelity.report;

import static dev.sangam.files.output.TableColumn.flag;
import static dev.sangam.files.output.TableColumn.number;
import static dev.sangam.files.output.TableColumn.text;
import static dev.sangam.files.output.TableColumn.whole;

import dev.sangam.files.output.OutputFile;
import dev.sangam.files.output.TableColumn;
import dev.sangam.files.output.TableFormat;
import dev.sangam.files.output.TableWriter;
import dev.sangam.measure.fidelity.CommonPrefix;
import dev.sangam.measure.fidelity.Comparison;
import dev.sangam.measure.fidelity.Comparison.PairedSet;
import dev.sangam.measure.fidelity.Comparison.PairedText;
import dev.sangam.measure.fidelity.FinalAnswer;
import dev.sangam.measure.fidelity.ItemPair;
import dev.sangam.measure.fidelity.OptionScores;
import dev.sangam.measure.fidelity.Prediction;
import dev.sangam.measure.fidelity.ScoredText;
import dev.sangam.measure.fidelity.TokenPair;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A comparison as tables for programs: one of its items, one of its tokens. */
public final class FidelityTables {
    /** One row per item, in the order of the base's answers. */
    public static final List<TableColumn> ITEM_COLUMNS = List.of(
            text("set", "name of the set"),
            text("id", "names the item within its set"),
            text(
                    "outcome",
                    "kept, lost, gained, same_wrong, other_wrong; same or other where no right answer is known"),
            text("question", "what was asked"),
            text("right_answer", "the right option or final answer; empty when not known"),
            text("base_answer", "the option that the base chose, or what it said"),
            text("candidate_answer", "the candidate's"),
            text("base_final", "last number of an answer in words; empty for options"),
            text("candidate_final", "the candidate's"),
            text("base_log_likelihoods", "of each option, separated by spaces; empty when not known"),
            text("candidate_log_likelihoods", "the candidate's"),
            number("base_margin", "probability of the base's best option less that of its second"),
            number("option_kl_nats", "option-kl of the item"),
            whole("same_prefix", "tokens, or words, of the two answers before the first that differs; -1 for options"),
            whole("longer_answer", "tokens, or words, of the longer answer; -1 for options"));

    /** One row per scored token, in the order of the text. */
    public static final List<TableColumn> TOKEN_COLUMNS = List.of(
            text("text", "name of the text"),
            whole("window", "number of the window, counted from 0"),
            whole("position", "place of the token in its window, counted from 0"),
            text("token", "the token that came"),
            number("kl_nats", "kl at this token"),
            number("base_log_probability", "natural logarithm of the probability that the base gave the token"),
            number("candidate_log_probability", "the candidate's"),
            number("delta_p", "change of the probability of the token, candidate less base"),
            flag("same_top", "whether both found the same token likeliest"),
            text("base_top", "the token that the base found likeliest; empty when not known"),
            text("candidate_top", "the candidate's"));

    private FidelityTables() {}

    /** Writes {@link #ITEM_COLUMNS}. */
    public static void items(Comparison comparison, TableFormat format, OutputFile file) {
        try (TableWriter table = format.open(file, ITEM_COLUMNS)) {
            for (PairedSet set : comparison.sets()) {
                for (ItemPair pair : set.pairs()) {
                    table.add(pair.set())
                            .add(pair.id())
                            .add(pair.outcome().name().toLowerCase(Locale.ROOT))
                            .add(pair.question());
                    switch (pair) {
                        case ItemPair.Choice choice -> choice(choice, table);
                        case ItemPair.Open open -> open(open, table);
                    }
                    table.end();
                }
            }
        }
    }

    private static void choice(ItemPair.Choice pair, TableWriter table) {
        List<String> options = pair.base().options();
        table.add(
                        pair.base().answer().isPresent()
                                ? options.get(pair.base().answer().getAsInt())
                                : "")
                .add(options.get(pair.base().chosen()))
                .add(options.get(pair.candidate().chosen()))
                .add("")
                .add("")
                .add(joined(pair.base()))
                .add(joined(pair.candidate()))
                .add(pair.scored() ? OptionScores.margin(pair.base().logLikelihoods()) : Double.NaN)
                .add(
                        pair.scored()
                                ? OptionScores.klDivergence(
                                        pair.base().logLikelihoods(),
                                        pair.candidate().logLikelihoods())
                                : Double.NaN)
                .add(-1)
                .add(-1);
    }

    private static String joined(Prediction.Choice choice) {
        return choice.logLikelihoods().stream().map(String::valueOf).collect(Collectors.joining(" "));
    }

    private static void open(ItemPair.Open pair, TableWriter table) {
        CommonPrefix prefix = pair.tokensKnown() ? CommonPrefix.ofTokens(pair) : CommonPrefix.ofWords(pair);
        table.add(pair.base().expected().orElse(""))
                .add(pair.base().text())
                .add(pair.candidate().text())
                .add(FinalAnswer.FLEXIBLE.in(pair.base().text()))
                .add(FinalAnswer.FLEXIBLE.in(pair.candidate().text()))
                .add("")
                .add("")
                .unknown()
                .unknown()
                .add(prefix.length())
                .add(prefix.longer());
    }

    /** Writes {@link #TOKEN_COLUMNS}. */
    public static void tokens(Comparison comparison, TableFormat format, OutputFile file) {
        try (TableWriter table = format.open(file, TOKEN_COLUMNS)) {
            for (PairedText text : comparison.texts()) {
                List<ScoredText.Window> windows = text.text().windows();
                for (int w = 0; w < windows.size(); w++) {
                    int position = windows.get(w).lead().size();
                    for (ScoredText.Token token : windows.get(w).tokens()) {
                        table.add(text.name()).add(w).add(position++);
                        token(token, table);
                    }
                }
            }
        }
    }

    private static void token(ScoredText.Token token, TableWriter table) {
        TokenPair pair = token.pair();
        table.add(token.text())
                .add(pair.klDivergence())
                .add(pair.baseLogProbability())
                .add(pair.candidateLogProbability())
                .add(pair.deltaP())
                .add((Boolean) pair.sameTop())
                .add(token.baseTop())
                .add(token.candidateTop())
                .end();
    }
}
