package dev.sangam.cli;

import dev.sangam.core.InputException;
import dev.sangam.measure.fidelity.FidelityGate;
import dev.sangam.measure.fidelity.items.ReadItems;
import java.util.List;

/**
 * Which sides can be compared on what.
 *
 * @param base the model to be kept
 * @param candidate the one that is held to it
 * @param items whether items are to be asked
 * @param texts whether texts are to be read
 */
record FidelityPairing(FidelitySource base, FidelitySource candidate, boolean items, boolean texts) {
    /** Refuses what cannot be compared. */
    void check() {
        if (candidate instanceof FidelitySource.Logits) {
            throw new InputException("CANDIDATE is " + candidate.name() + ", the logits of a model. Maybe give them as"
                    + " BASE, and the candidate as a model");
        }
        if (base instanceof FidelitySource.Logits) {
            checkLogits();
        } else if (bothSaved()) {
            refuse(items, "--questions or --prompts", "both sides are answers that were saved");
            refuse(texts, "--text", "both sides are answers that were saved");
        } else if (!bothModels()) {
            refuse(texts, "--text", "only models of this process tell the probabilities of all tokens: two GGUF files");
            if (!items) {
                throw new InputException("nothing is asked: " + base.name() + " and " + candidate.name()
                        + " can be compared on questions alone. Maybe --questions FILE, or --prompts PATH");
            }
        }
    }

    private void checkLogits() {
        if (!(candidate instanceof FidelitySource.Model)) {
            throw new InputException("BASE is " + base.name() + ", the logits of a model on a text; CANDIDATE must be a"
                    + " model that can read it: a GGUF file, hf:owner/repo/file.gguf, or demo");
        }
        refuse(items, "--questions or --prompts", base.name() + " holds what a model said of a text, and no answers");
        refuse(texts, "--text", base.name() + " brings its text along");
    }

    private static void refuse(boolean given, String flag, String reason) {
        if (given) {
            throw new InputException(flag + " is given, but " + reason);
        }
    }

    /** Whether nothing needs to be asked. */
    boolean bothSaved() {
        return base instanceof FidelitySource.Answers && candidate instanceof FidelitySource.Answers;
    }

    /** Whether texts can be read side by side. */
    boolean bothModels() {
        return base instanceof FidelitySource.Model && candidate instanceof FidelitySource.Model;
    }

    /** Whether the base can be run once more. */
    boolean baseRuns() {
        return switch (base) {
            case FidelitySource.Model model -> true;
            case FidelitySource.Remote remote -> true;
            case FidelitySource.Answers answers -> false;
            case FidelitySource.Logits logits -> false;
        };
    }

    /** Refuses gates that nothing that is asked can decide; of saved answers that is known when they are read. */
    void requireMeasurable(List<FidelityGate> gates, List<ReadItems> sets, List<AskedText> read) {
        if (bothSaved()) {
            return;
        }
        List<String> names = base instanceof FidelitySource.Logits
                ? List.of(base.name())
                : read.stream().map(AskedText::name).toList();
        for (FidelityGate gate : gates) {
            gate.requireMeasurable(sets.stream().map(ReadItems::set).toList(), names);
        }
    }

    /** One line that names the comparison. */
    String title() {
        return base.name() + " and " + candidate.name();
    }

    /** Names the folder of the results where nothing else is said. */
    String name() {
        return "fidelity-" + base.name() + "-" + candidate.name();
    }
}
