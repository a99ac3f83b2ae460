package dev.sangam.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ModelSpecTest {
    @Test
    void countsEveryParameterOfADenseModel() {
        assertThat(Specs.LLAMA_2_7B.parameters()).isEqualTo(6_738_415_616L);
        assertThat(Specs.LLAMA_2_7B.activeParameters()).isEqualTo(6_738_415_616L);
        assertThat(Specs.LLAMA_3_8B.parameters()).isEqualTo(8_030_261_248L);
    }

    @Test
    void countsTheExpertsThatATokenVisitsAsActive() {
        assertThat(Specs.MIXTRAL.parameters()).isEqualTo(46_702_792_704L);
        assertThat(Specs.MIXTRAL.activeParameters() / 1e9).isCloseTo(12.9, within(0.05));
    }

    @Test
    void keepsEmbeddingsInSixteenBitsWhenTheLayersAreQuantised() {
        ModelSpec int4 = Specs.LLAMA_3_8B.with(Dtype.INT4, Dtype.FP8);
        assertThat(int4.outsideBytes()).isEqualTo(Specs.LLAMA_3_8B.outsideBytes());
        assertThat(int4.layerBytes()).isCloseTo(Specs.LLAMA_3_8B.layerBytes() * 0.2657, within(1e5));
        assertThat(int4.kvBytesPerToken()).isEqualTo(Specs.LLAMA_3_8B.kvBytesPerToken() / 2);
    }

    @Test
    void touchesEveryExpertWhenTheBatchIsLarge() {
        var mixture = new FeedForward.Mixture(8, 2, 14336, 0);
        assertThat(mixture.expectedExperts(1)).isCloseTo(2, within(1e-9));
        assertThat(mixture.expectedExperts(2)).isCloseTo(3.5, within(1e-9));
        assertThat(mixture.expectedExperts(1000)).isCloseTo(8, within(1e-9));
    }

    @Test
    void refusesShapesThatCannotBe() {
        assertThatThrownBy(() -> new Attention(32, 5, 128)).hasMessage("kv_heads is 5; it must divide the 32 heads");
        assertThatThrownBy(() -> new Attention(1 << 20, 1, 1 << 20))
                .hasMessage("heads * head_dim is 1099511627776; it must be < 2^31");
        assertThatThrownBy(() -> new FeedForward.Mixture(8, 9, 1, 0))
                .hasMessage("experts_per_token is 9; it must be <= the 8 experts");
        assertThatThrownBy(() -> new FeedForward.Dense(0, true)).hasMessage("intermediate is 0; it must be >= 1");
    }
}
