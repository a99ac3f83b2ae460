"""The dense operators of a layer as calls on random data."""

import math

MOST_VARIANTS = 16


def variants(working_bytes, cache_bytes):
    """How many copies in turn push each other out of the cache, so that a call finds it as cold as in a whole model."""
    return max(1, min(MOST_VARIANTS, math.ceil(2 * cache_bytes / max(1, working_bytes))))


class Operators:
    """Builds, for an operator and a count, the calls to be timed in turn: the same work on different weights.

    Activations are shared between the calls: in a model the operator before has just written them.
    """

    def __init__(self, torch, device, model, dtype, fp8, fused):
        self.torch = torch
        self.device = device
        self.model = model
        self.dtype = dtype
        self.fp8 = fp8
        self.fused = fused

    def calls(self, layer, shard, count):
        match = {
            "embedding": self._embedding,
            "layernorm": self._norm,
            "final_layernorm": self._norm,
            "qk_norm": self._qk_norm,
            "rotary_emb": self._rotary,
            "act_fn": self._activation,
            "sampler": self._sampler,
        }
        if layer in match:
            return match[layer](shard, count)
        inner, columns, bias = {
            "qkv_proj": (shard.hidden, shard.q_width + 2 * shard.kv_width, self.model.qkv_bias),
            "o_proj": (shard.q_width, shard.hidden, False),
            "gate_up_proj": (shard.hidden, 2 * shard.intermediate, False),
            "down_proj": (shard.intermediate, shard.hidden, False),
            "lm_head": (shard.hidden, shard.vocabulary, False),
        }[layer]
        return self._product(count, inner, columns, bias, self.fp8 and layer != "lm_head")

    def _product(self, rows, inner, columns, bias, fp8):
        linear = self.torch.nn.functional.linear
        x = self._random(rows, inner)
        b = self._random(columns) if bias else None
        weights = self._copies(inner * columns * (1 if fp8 else x.element_size()), columns, inner)
        if not fp8:
            return [lambda w=w: linear(x, w, b) for w in weights]
        narrow = self.torch.float8_e4m3fn
        one = self.torch.ones((), device=x.device, dtype=self.torch.float32)
        scaled = lambda x8, w8: self.torch._scaled_mm(
            x8, w8.t(), scale_a=one, scale_b=one, bias=b, out_dtype=self.dtype
        )
        x8 = x.to(narrow)
        return [lambda w8=w.to(narrow): scaled(x8, w8) for w in weights]

    def _embedding(self, shard, count):
        table = self._random(shard.vocabulary, shard.hidden)
        ids = [self._whole(shard.vocabulary, count) for _ in range(MOST_VARIANTS)]
        return [lambda i=i: self.torch.nn.functional.embedding(i, table) for i in ids]

    def _norm(self, shard, count):
        x, residual, weight = self._random(count, shard.hidden), self._random(count, shard.hidden), self._random(shard.hidden)
        return [lambda: self.fused["layernorm"](x, residual, weight)]

    def _qk_norm(self, shard, count):
        q, k = self._heads(shard, count)
        weight = self._random(shard.head_dim)
        return [lambda: self.fused["qk_norm"](q, k, weight, weight)]

    def _rotary(self, shard, count):
        q, k = self._heads(shard, count)
        cos, sin = self._random(count, 1, shard.head_dim // 2), self._random(count, 1, shard.head_dim // 2)
        return [lambda: self.fused["rotary_emb"](q, k, cos, sin)]

    def _activation(self, shard, count):
        x = self._random(count, 2 * shard.intermediate)
        return [lambda: self.fused["act_fn"](x)]

    def _sampler(self, shard, count):
        logits = self._random(count, self.model.vocabulary)  # gathered, so the whole vocabulary
        return [lambda: self.fused["sampler"](logits)]

    def _heads(self, shard, count):
        return self._random(count, shard.heads, shard.head_dim), self._random(count, shard.kv_heads, shard.head_dim)

    def _copies(self, size_bytes, *shape):
        return [self._random(*shape) for _ in range(variants(size_bytes, self.device.cache_bytes))]

    def _random(self, *shape):
        """Small, so that products of 16 bits stay finite; random, since zeros draw less power and clock higher."""
        return self.torch.randn(*shape, device=self.device.kind, dtype=self.dtype).mul_(0.1)

    def _whole(self, below, count):
        return self.torch.randint(below, (count,), device=self.device.kind)
