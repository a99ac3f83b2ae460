"""Attention of one layer over a batch, with the write of its new keys and values, by one of three kernels.

plain   matrix products and a softmax: everywhere, and the truth that the others are held against
sdpa    PyTorch's scaled_dot_product_attention: one launch for the chunk, one for decodes of one length
varlen  PyTorch's FlashAttention for sequences of different lengths, in one launch: CUDA only
"""

from dataclasses import dataclass

from profiler.operators import variants

TOLERANCE = 0.02


@dataclass(frozen=True)
class Group:
    """Sequences of one shape: how many, new tokens of each, tokens in the cache of each with the new ones."""

    count: int
    queries: int
    keys: int


def groups(at):
    """Of (chunk, history, decodes, their history), and a second sort of decodes where there is one."""
    chunk, history = at[:2]
    found = [Group(1, chunk, history + chunk)] if chunk else []
    for decodes, decode_history in zip(at[2::2], at[3::2]):
        if decodes:
            found.append(Group(decodes, 1, decode_history + 1))
    return found


class Batch:
    """Queries, new keys and values, and caches in which the sequences lie one after the other."""

    def __init__(self, torch, device, dtype, shard, found, copies):
        self.torch = torch
        self.groups = found
        self.shard = shard
        tokens = sum(g.count * g.queries for g in found)
        rows = sum(g.count * g.keys for g in found)
        make = lambda *shape: torch.randn(*shape, device=device, dtype=dtype).mul_(0.1)
        self.q = make(tokens, shard.heads, shard.head_dim)
        self.new_k = make(tokens, shard.kv_heads, shard.head_dim)
        self.new_v = make(tokens, shard.kv_heads, shard.head_dim)
        self.caches = [
            (make(rows, shard.kv_heads, shard.head_dim), make(rows, shard.kv_heads, shard.head_dim)) for _ in range(copies)
        ]
        self.slots = torch.tensor(list(_slots(found)), device=device)
        self.query_ends = torch.tensor(list(_ends(found, "queries")), device=device, dtype=torch.int32)
        self.key_ends = torch.tensor(list(_ends(found, "keys")), device=device, dtype=torch.int32)

    def write(self, k, v):
        k.index_copy_(0, self.slots, self.new_k)
        v.index_copy_(0, self.slots, self.new_v)

    def parts(self, k, v):
        """Per group: queries (sequences, new tokens, heads, width), keys and values (sequences, tokens, heads, width)."""
        query, row = 0, 0
        for g in self.groups:
            q = self.q[query : query + g.count * g.queries].view(g.count, g.queries, self.shard.heads, -1)
            size = (g.count, g.keys, self.shard.kv_heads, self.shard.head_dim)
            yield g, q, k[row : row + g.count * g.keys].view(size), v[row : row + g.count * g.keys].view(size)
            query, row = query + g.count * g.queries, row + g.count * g.keys


def _slots(found):
    """Rows of the cache that the new tokens go to: the last ones of their sequence."""
    row = 0
    for g in found:
        for _ in range(g.count):
            yield from range(row + g.keys - g.queries, row + g.keys)
            row += g.keys


def _ends(found, what):
    total = 0
    yield total
    for g in found:
        for _ in range(g.count):
            total += getattr(g, what)
            yield total


def plain(batch, k, v):
    torch = batch.torch
    found = []
    for g, q, keys, values in batch.parts(k, v):
        kv_heads, width = keys.shape[2:]
        shared = q.shape[2] // kv_heads
        q = q.view(g.count, g.queries, kv_heads, shared, width).permute(0, 2, 3, 1, 4).reshape(g.count, kv_heads, -1, width)
        scores = torch.matmul(q, keys.permute(0, 2, 3, 1)) * width**-0.5
        if g.queries > 1:
            hidden = torch.ones(g.queries, g.keys, device=q.device, dtype=torch.bool).triu(g.keys - g.queries + 1)
            scores = scores.view(g.count, kv_heads, shared, g.queries, g.keys).masked_fill(hidden, float("-inf"))
            scores = scores.view(g.count, kv_heads, shared * g.queries, g.keys)
        out = torch.matmul(torch.softmax(scores, dim=-1), values.transpose(1, 2))
        out = out.view(g.count, kv_heads, shared, g.queries, width).permute(0, 3, 1, 2, 4)
        found.append(out.reshape(-1, kv_heads * shared, width))
    return torch.cat(found) if len(found) > 1 else found[0]


def sdpa(batch, k, v):
    """On CUDA only its fast kernels: where they cannot run, this raises, and `plain` is measured under its own name."""
    if batch.q.is_cuda:
        backends = batch.torch.nn.attention.SDPBackend
        with batch.torch.nn.attention.sdpa_kernel([backends.FLASH_ATTENTION, backends.CUDNN_ATTENTION]):
            return _sdpa(batch, k, v)
    return _sdpa(batch, k, v)


def _sdpa(batch, k, v):
    torch = batch.torch
    attend = torch.nn.functional.scaled_dot_product_attention
    found = []
    for g, q, keys, values in batch.parts(k, v):
        q, keys, values = (x.transpose(1, 2) for x in (q, keys, values))
        if g.queries > 1 and g.keys > g.queries:
            mask = torch.nn.attention.bias.causal_lower_right(g.queries, g.keys)
            out = attend(q, keys, values, attn_mask=mask, enable_gqa=True)
        else:
            out = attend(q, keys, values, is_causal=g.queries > 1, enable_gqa=True)
        found.append(out.transpose(1, 2).reshape(-1, q.shape[1], q.shape[3]))
    return found[0] if len(found) == 1 else found


def varlen(batch, k, v):
    longest = [max(getattr(g, what) for g in batch.groups) for what in ("queries", "keys")]
    return batch.torch.ops.aten._flash_attention_forward(
        batch.q, k, v, batch.query_ends, batch.key_ends, longest[0], longest[1], 0.0, True, False
    )[0]


KERNELS = {"plain": plain, "sdpa": sdpa, "varlen": varlen}


class Attention:
    """The kernels that proved themselves on this device: one for the grid, one for decodes of different lengths."""

    def __init__(self, torch, device, dtype, shard):
        self.torch = torch
        self.device = device
        self.dtype = dtype
        works = lambda name, at: self._works(name, shard, at)
        equal, unequal = (5, 3, 2, 4), (5, 3, 2, 4, 1, 9)
        self.kernel = "sdpa" if works("sdpa", equal) else "plain"
        if device.is_cuda:
            self.skew_kernel = "varlen" if works("varlen", unequal) else None
        else:
            self.skew_kernel = "plain"

    def calls(self, layer, shard, at):
        kernel = KERNELS[self.skew_kernel if layer == "skew" else self.kernel]
        found = groups(at)
        cache_bytes = 2 * sum(g.count * g.keys for g in found) * shard.kv_width * _element_bytes(self.torch, self.dtype)
        copies = variants(cache_bytes, self.device.cache_bytes)
        batch = Batch(self.torch, self.device.kind, self.dtype, shard, found, copies)

        def call(k, v):
            batch.write(k, v)
            return kernel(batch, k, v)

        return [lambda k=k, v=v: call(k, v) for k, v in batch.caches]

    def _works(self, name, shard, at):
        """Whether a kernel runs here and computes what the plain one does."""
        batch = Batch(self.torch, self.device.kind, self.dtype, shard, groups(at), 1)
        k, v = batch.caches[0]
        try:
            out = KERNELS[name](batch, k, v)
        except Exception:  # whatever a kernel that is missing here may raise: it is not used then, and meta.yaml says so
            return False
        out = self.torch.cat(list(out)) if isinstance(out, list) else out
        truth = plain(batch, k, v)
        return out.shape == truth.shape and bool((out.float() - truth.float()).abs().max() < TOLERANCE)


def _element_bytes(torch, dtype):
    return torch.empty((), dtype=dtype).element_size()
