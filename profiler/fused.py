"""Small operators that serving engines run as one kernel each: norm, rotary embedding, activation, sampler.

Written in plain PyTorch, which runs each line as a kernel of its own; on CUDA, `torch.compile` makes one kernel of them.
"""

EPSILON = 1e-6


class Fused:
    """The functions, compiled where that works."""

    def __init__(self, torch, device, activation):
        self.torch = torch
        gate = _gelu(torch) if activation.startswith("gelu") else torch.nn.functional.silu
        self.functions = {
            "layernorm": lambda x, residual, weight: _add_rms_norm(torch, x, residual, weight),
            "qk_norm": lambda q, k, q_weight, k_weight: (_rms_norm(torch, q, q_weight), _rms_norm(torch, k, k_weight)),
            "rotary_emb": lambda q, k, cos, sin: (_rotate(torch, q, cos, sin), _rotate(torch, k, cos, sin)),
            "act_fn": lambda x: gate(x[:, : x.shape[1] // 2]) * x[:, x.shape[1] // 2 :],
            "sampler": lambda logits: _sample(torch, logits),
        }
        self.kind = "eager"
        if device.is_cuda and hasattr(torch, "compile") and self._compiles():
            self.functions = {name: torch.compile(function, dynamic=True) for name, function in self.functions.items()}
            self.kind = "compiled"

    def __getitem__(self, name):
        return self.functions[name]

    def _compiles(self):
        """Whether the compiler works here and computes the same (it needs Triton and a C compiler)."""
        torch = self.torch
        x = torch.randn(3, 64, device="cuda", dtype=torch.float32)
        try:
            compiled = torch.compile(self.functions["act_fn"], dynamic=True)(x)
            return torch.allclose(compiled, self.functions["act_fn"](x), atol=1e-3)
        except Exception:  # whatever a compiler may raise: it is not used then, and meta.yaml says so
            return False


def _gelu(torch):
    return lambda x: torch.nn.functional.gelu(x, approximate="tanh")


def _rms_norm(torch, x, weight):
    wide = x.float()
    return (wide * torch.rsqrt(wide.pow(2).mean(-1, keepdim=True) + EPSILON)).to(x.dtype) * weight


def _add_rms_norm(torch, x, residual, weight):
    total = x + residual
    return _rms_norm(torch, total, weight), total


def _rotate(torch, x, cos, sin):
    """Pairs are halves apart (NeoX style, as in Llama)."""
    half = x.shape[-1] // 2
    left, right = x[..., :half], x[..., half:]
    return torch.cat((left * cos - right * sin, right * cos + left * sin), dim=-1)


def _sample(torch, logits):
    """A draw by the race of exponentials, as vLLM does it."""
    chances = torch.softmax(logits.float(), dim=-1)
    return (chances / torch.empty_like(chances).exponential_()).argmax(dim=-1)
