package dev.sangam.core.model;

/** Shape of a layer's MLP. */
public sealed interface FeedForward {
    /** Weights of a layer's MLP, all experts and their router included. */
    long parameters(int hidden);

    /** Weights of a layer's MLP that one token passes through. */
    long activeParameters(int hidden);

    /** Biases of a layer's MLP when its linear layers have them. */
    long biasParameters(int hidden);

    /**
     * One MLP for all tokens.
     *
     * @param intermediate inner width
     * @param gated whether a gate matrix stands beside the up projection (SwiGLU: three matrices instead of two)
     */
    record Dense(int intermediate, boolean gated) implements FeedForward {
        public Dense {
            ModelSpec.requirePositive("intermediate", intermediate);
        }

        @Override
        public long parameters(int hidden) {
            return (gated ? 3L : 2L) * hidden * intermediate;
        }

        @Override
        public long activeParameters(int hidden) {
            return parameters(hidden);
        }

        @Override
        public long biasParameters(int hidden) {
            return (gated ? 2L : 1L) * intermediate + hidden;
        }
    }

    /**
     * Mixture of experts: a router sends each token to a few of many gated MLPs; a shared one, if any, sees every
     * token.
     *
     * @param experts routed experts
     * @param expertsPerToken experts that a token visits
     * @param intermediate inner width of one routed expert
     * @param sharedIntermediate inner width of the shared expert, 0 for none
     */
    record Mixture(int experts, int expertsPerToken, int intermediate, int sharedIntermediate) implements FeedForward {
        public Mixture {
            ModelSpec.requirePositive("experts", experts);
            ModelSpec.requirePositive("experts_per_token", expertsPerToken);
            ModelSpec.requirePositive("expert_intermediate", intermediate);
            if (expertsPerToken > experts) {
                throw new IllegalArgumentException(
                        "experts_per_token is " + expertsPerToken + "; it must be <= the " + experts + " experts");
            }
            if (sharedIntermediate < 0) {
                throw new IllegalArgumentException(
                        "shared_intermediate is " + sharedIntermediate + "; it must be >= 0");
            }
        }

        @Override
        public long parameters(int hidden) {
            return experts * expertParameters(hidden) + everyTokenParameters(hidden);
        }

        @Override
        public long activeParameters(int hidden) {
            return expertsPerToken * expertParameters(hidden) + everyTokenParameters(hidden);
        }

        @Override
        public long biasParameters(int hidden) {
            return experts * (2L * intermediate + hidden);
        }

        /** Weights of one routed expert. */
        public long expertParameters(int hidden) {
            return 3L * hidden * intermediate;
        }

        /** Weights that every token passes through: the router and the shared expert. */
        public long everyTokenParameters(int hidden) {
            return (long) hidden * experts + 3L * hidden * sharedIntermediate;
        }

        /**
         * Experts that a batch touches on average when tokens pick independently and evenly: {@code E (1 - (1 -
         * k/E)^n)}. Real routers are skewed, so fewer are touched; this errs towards reading more weights.
         */
        public double expectedExperts(int tokens) {
            return experts * (1 - Math.pow(1 - (double) expertsPerToken / experts, tokens));
        }
    }
}
