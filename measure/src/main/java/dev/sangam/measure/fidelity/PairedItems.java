package dev.sangam.measure.fidelity;

import dev.sangam.core.InputException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.stream.Collectors;

/** Puts the answers of two models side by side, and refuses what was not asked alike. */
final class PairedItems {
    private PairedItems() {}

    /**
     * By name of the set, in the order of the base's answers.
     *
     * @throws InputException when an item is missing on one side or twice on one, or was not asked alike
     */
    static SequencedMap<String, List<ItemPair>> of(List<Prediction> base, List<Prediction> candidate) {
        SequencedMap<String, Prediction> answers = byName(candidate, "candidate");
        SequencedMap<String, List<ItemPair>> sets = new LinkedHashMap<>();
        byName(base, "base").forEach((name, ofBase) -> {
            Prediction ofCandidate = answers.remove(name);
            if (ofCandidate == null) {
                throw oneSided(name, "base", "candidate");
            }
            sets.computeIfAbsent(ofBase.set(), set -> new ArrayList<>()).add(pair(name, ofBase, ofCandidate));
        });
        if (!answers.isEmpty()) {
            throw oneSided(answers.firstEntry().getKey(), "candidate", "base");
        }
        return sets;
    }

    private static SequencedMap<String, Prediction> byName(List<Prediction> predictions, String whose) {
        SequencedMap<String, Prediction> byName = new LinkedHashMap<>();
        for (Prediction prediction : predictions) {
            String name = prediction.set() + " " + prediction.id();
            if (byName.put(name, prediction) != null) {
                throw new InputException(name + " is answered twice by the " + whose + "; ids must be unique");
            }
        }
        return byName;
    }

    private static InputException oneSided(String name, String has, String lacks) {
        return new InputException(name + " is answered by the " + has + ", but not by the " + lacks
                + ". Maybe one run was cut off, or asked for fewer items");
    }

    private static ItemPair pair(String name, Prediction base, Prediction candidate) {
        requireSame(name, "question", base.question(), candidate.question());
        return switch (base) {
            case Prediction.Choice a when candidate instanceof Prediction.Choice b -> choice(name, a, b);
            case Prediction.Open a
            when candidate instanceof Prediction.Open b -> {
                requireSame(
                        name,
                        "right answer",
                        a.expected().orElse("unknown"),
                        b.expected().orElse("unknown"));
                yield new ItemPair.Open(a, b);
            }
            case Prediction.Choice a -> throw kinds(name, "base");
            case Prediction.Open a -> throw kinds(name, "candidate");
        };
    }

    private static InputException kinds(String name, String whose) {
        return new InputException(name + " is a question with options for the " + whose + " alone");
    }

    private static ItemPair choice(String name, Prediction.Choice a, Prediction.Choice b) {
        requireSame(name, "options", a.options().toString(), b.options().toString());
        requireSame(name, "right answer", answer(a), answer(b));
        requireWhole(name, a, "base");
        requireWhole(name, b, "candidate");
        return new ItemPair.Choice(a, b);
    }

    private static String answer(Prediction.Choice choice) {
        return choice.answer().isPresent()
                ? choice.options().get(choice.answer().getAsInt())
                : "unknown";
    }

    private static void requireSame(String name, String what, String base, String candidate) {
        if (!base.equals(candidate)) {
            throw new InputException(name + " was not asked alike: the base's " + what + " is '" + cut(base)
                    + "', the candidate's '" + cut(candidate) + "'. Maybe the two files are of different sets");
        }
    }

    private static String cut(String text) {
        return text.length() <= 80 ? text : text.substring(0, 80) + "...";
    }

    private static void requireWhole(String name, Prediction.Choice choice, String whose) {
        int options = choice.options().size();
        List<Double> scores = choice.logLikelihoods();
        if (choice.chosen() < 0 || choice.chosen() >= options) {
            throw new InputException(name + ": the " + whose + " chose option " + choice.chosen() + " of " + options);
        }
        if (!scores.isEmpty() && scores.size() != options) {
            throw new InputException(
                    name + ": the " + whose + " has " + scores.size() + " log-likelihoods for " + options + " options");
        }
        if (!choice.characters().isEmpty()
                && (choice.characters().size() != options
                        || choice.characters().stream().anyMatch(n -> n < 1))) {
            throw new InputException(name + ": the " + whose + " has options of " + choice.characters()
                    + " characters; each of the " + options + " must have at least 1");
        }
        boolean likely = scores.isEmpty() || scores.stream().anyMatch(Double::isFinite);
        if (!likely || scores.stream().anyMatch(score -> !(score < Double.POSITIVE_INFINITY))) {
            throw new InputException(name + ": the " + whose + "'s log-likelihoods are "
                    + scores.stream().map(String::valueOf).collect(Collectors.joining(", "))
                    + ", which is no distribution. Maybe the model is damaged");
        }
    }
}
