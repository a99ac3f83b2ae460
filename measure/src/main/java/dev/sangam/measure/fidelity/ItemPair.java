package dev.sangam.measure.fidelity;

import java.util.regex.Pattern;

/** What both models answered to one item. */
public sealed interface ItemPair {
    /** The base's answer. */
    Prediction base();

    /** The candidate's. */
    Prediction candidate();

    /** Name of the set of the item. */
    default String set() {
        return base().set();
    }

    /** Names the item within its set. */
    default String id() {
        return base().id();
    }

    /** What a reader sees. */
    default String question() {
        return base().question();
    }

    /** Whether both gave the same answer. */
    boolean same();

    /** What became of the base's answer. */
    Outcome outcome();

    /** What became of an answer. */
    enum Outcome {
        /** Both are right. */
        KEPT,
        /** The base was right, the candidate is not: a flip. */
        LOST,
        /** The base was wrong, the candidate is right: a flip too. */
        GAINED,
        /** Both are wrong, with the same answer. */
        SAME_WRONG,
        /** Both are wrong, with different answers: one of the all-flips. */
        OTHER_WRONG,
        /** Nobody says what is right, and both answers are the same. */
        SAME,
        /** Nobody says what is right, and the answers differ. */
        OTHER;

        static Outcome judged(boolean base, boolean candidate, boolean same) {
            if (base) {
                return candidate ? KEPT : LOST;
            }
            return candidate ? GAINED : same ? SAME_WRONG : OTHER_WRONG;
        }

        static Outcome unjudged(boolean same) {
            return same ? SAME : OTHER;
        }

        /** Whether a reader should look at it. */
        public boolean changed() {
            return switch (this) {
                case LOST, GAINED, OTHER_WRONG, OTHER -> true;
                case KEPT, SAME_WRONG, SAME -> false;
            };
        }
    }

    /** Two choices among the same options. */
    record Choice(Prediction.Choice base, Prediction.Choice candidate) implements ItemPair {
        @Override
        public boolean same() {
            return base.chosen() == candidate.chosen();
        }

        @Override
        public Outcome outcome() {
            return outcome(base.chosen(), candidate.chosen());
        }

        private Outcome outcome(int ofBase, int ofCandidate) {
            boolean same = ofBase == ofCandidate;
            return base.answer().isEmpty()
                    ? Outcome.unjudged(same)
                    : Outcome.judged(
                            ofBase == base.answer().getAsInt(),
                            ofCandidate == base.answer().getAsInt(),
                            same);
        }

        /** Whether both say how likely each option is. */
        public boolean scored() {
            return !base.logLikelihoods().isEmpty()
                    && !candidate.logLikelihoods().isEmpty();
        }

        /** Whether it is known how long the options are, too. */
        public boolean measured() {
            return scored() && !base.characters().isEmpty();
        }

        /** The outcome when both choose by log-likelihood per character. */
        public Outcome outcomePerCharacter() {
            return outcome(
                    OptionScores.likeliestPerCharacter(base.logLikelihoods(), base.characters()),
                    OptionScores.likeliestPerCharacter(candidate.logLikelihoods(), base.characters()));
        }
    }

    /** Two answers in words. */
    record Open(Prediction.Open base, Prediction.Open candidate) implements ItemPair {
        private static final Pattern NUMBER = Pattern.compile("[0-9]+");

        /** By the last number where a right answer is expected, otherwise word for word. */
        @Override
        public boolean same() {
            return base.expected().isPresent() ? FinalAnswer.FLEXIBLE.same(base.text(), candidate.text()) : identical();
        }

        /** By the last number. */
        @Override
        public Outcome outcome() {
            return base.expected().isPresent() ? outcome(FinalAnswer.FLEXIBLE) : Outcome.unjudged(identical());
        }

        /** The outcome by one way to find an answer; of an item with an expected one. */
        public Outcome outcome(FinalAnswer by) {
            String expected = base.expected().orElseThrow();
            return Outcome.judged(
                    by.right(base.text(), expected),
                    by.right(candidate.text(), expected),
                    by.same(base.text(), candidate.text()));
        }

        /** Whether both said the same, white space at the ends aside. */
        public boolean identical() {
            return base.text().strip().equals(candidate.text().strip());
        }

        /** Whether both are known token by token, and in the same way: as numbers, or as texts. */
        public boolean tokensKnown() {
            return known(base)
                    && known(candidate)
                    && (base.tokens().isEmpty()
                            || candidate.tokens().isEmpty()
                            || numbered(base) == numbered(candidate));
        }

        private static boolean numbered(Prediction.Open answer) {
            return answer.tokens().stream()
                    .allMatch(token -> NUMBER.matcher(token).matches());
        }

        private static boolean known(Prediction.Open answer) {
            return !answer.tokens().isEmpty() || answer.text().isEmpty();
        }
    }
}
