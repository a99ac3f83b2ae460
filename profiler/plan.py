"""Everything that is to be measured of a model."""

from dataclasses import dataclass

from profiler import skew
from profiler.curve_area import CurveArea
from profiler.grid_area import GridArea, Limits

PER_SEQUENCE = ("lm_head", "sampler")


@dataclass(frozen=True)
class Sizes:
    """How far to measure, and how many points to hold out of each kind."""

    max_tokens: int
    max_sequences: int
    max_context: int
    held_out: int
    skew_decodes: tuple
    skew_histories: tuple


ON_GPU = Sizes(4096, 256, 16384, 6, (8, 32, 128), (128, 1024))
ON_CPU = Sizes(512, 16, 1024, 5, (4, 16), (64,))
QUICK = Sizes(64, 4, 128, 3, (4,), (8,))


def dense_layers(model):
    """Operators by tokens, by the names of LLMServingSim's profiles."""
    qk_norm = ["qk_norm"] if model.qk_norm else []
    return (
        ["embedding", "layernorm", "qkv_proj"]
        + qk_norm
        + ["rotary_emb", "o_proj", "gate_up_proj", "act_fn", "down_proj", "final_layernorm"]
    )


def areas(model, tp, sizes, max_kv_tokens, with_skew):
    """What to measure for one degree of tensor parallelism."""
    limits = Limits(sizes.max_tokens, sizes.max_sequences, sizes.max_context, max_kv_tokens)
    found = [CurveArea(layer, tp, "tokens", sizes.max_tokens, sizes.held_out) for layer in dense_layers(model)]
    found += [CurveArea(layer, tp, "sequences", sizes.max_sequences, sizes.held_out) for layer in PER_SEQUENCE]
    found.append(GridArea(tp, limits, sizes.held_out))
    if with_skew:
        found.append(skew.SkewArea(tp, limits, sizes.skew_decodes, sizes.skew_histories))
    return found
