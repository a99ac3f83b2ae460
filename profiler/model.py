"""What a Hugging Face config.json says about a model's shape, and one GPU's share of it."""

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path

from profiler.errors import InputError

# Families whose layer is: norm, qkv, rotary, attention, o, norm, gate and up, activation, down. Beside the name the defaults
# of keys that older configs leave out.
FAMILIES = {
    "llama": {"architecture": "LlamaForCausalLM"},
    "mistral": {"architecture": "MistralForCausalLM"},
    "qwen2": {"architecture": "Qwen2ForCausalLM", "qkv_bias": True},
    "qwen3": {"architecture": "Qwen3ForCausalLM", "qk_norm": True},
    "phi3": {"architecture": "Phi3ForCausalLM"},
    "gemma": {"architecture": "GemmaForCausalLM", "tied_embeddings": True, "hidden_act": "gelu_pytorch_tanh"},
}

# Layers with further operators; a profile without them would be short of the truth.
NOT_MEASURED = {
    "gemma2": "its layers have four norms and logits that are capped",
    "gemma3": "its layers have four norms and sliding windows",
    "gemma3_text": "its layers have four norms and sliding windows",
    "mixtral": "it is a mixture of experts, and experts are not measured yet",
    "qwen2_moe": "it is a mixture of experts, and experts are not measured yet",
    "qwen3_moe": "it is a mixture of experts, and experts are not measured yet",
    "deepseek_v2": "its attention is compressed (MLA), and its experts are not measured yet",
    "deepseek_v3": "its attention is compressed (MLA), and its experts are not measured yet",
}

MAX_CONFIG_BYTES = 4 << 20
MAX_WIDTH = 1 << 24


@dataclass(frozen=True)
class Model:
    """Shape of a whole dense decoder."""

    name: str
    family: str
    layers: int
    hidden: int
    heads: int
    kv_heads: int
    head_dim: int
    intermediate: int
    vocabulary: int
    max_context: int
    activation: str
    qkv_bias: bool
    qk_norm: bool
    tied_embeddings: bool

    def shape(self):
        """Everything that decides how long its layers take; its name does not."""
        shape = asdict(self)
        del shape["name"]
        return shape

    def digest(self):
        return hashlib.sha256(json.dumps(self.shape(), sort_keys=True).encode()).hexdigest()

    def shard(self, tp):
        """One GPU's share when `tp` GPUs split every layer."""
        for what, width in (("attention heads", self.heads), ("MLP columns", self.intermediate)):
            if width % tp:
                raise InputError(
                    f"--tp {tp}: {self.name} has {width} {what}, which {tp} GPUs cannot share evenly. "
                    f"Maybe one of {self.degrees()}"
                )
        if self.kv_heads % tp and tp % self.kv_heads:
            raise InputError(
                f"--tp {tp}: {self.name} has {self.kv_heads} key-value heads, which {tp} GPUs can neither share evenly nor "
                f"hold in equal copies. Maybe one of {self.degrees()}"
            )
        return Shard(
            tp=tp,
            heads=self.heads // tp,
            kv_heads=max(1, self.kv_heads // tp),  # copied when there are more GPUs than heads, as engines do
            head_dim=self.head_dim,
            hidden=self.hidden,
            intermediate=self.intermediate // tp,
            vocabulary=-(-self.vocabulary // tp),  # padded up
        )

    def degrees(self):
        """Usual degrees of tensor parallelism that this model can be split by."""
        return [
            tp
            for tp in (1, 2, 4, 8, 16, 32)
            if self.heads % tp == 0 and self.intermediate % tp == 0 and (self.kv_heads % tp == 0 or tp % self.kv_heads == 0)
        ]


@dataclass(frozen=True)
class Shard:
    """One GPU's share of a layer."""

    tp: int
    heads: int
    kv_heads: int
    head_dim: int
    hidden: int
    intermediate: int
    vocabulary: int

    @property
    def q_width(self):
        return self.heads * self.head_dim

    @property
    def kv_width(self):
        return self.kv_heads * self.head_dim


def read(path, name=None):
    """The model of a config.json, or of a folder that has one."""
    path = Path(path)
    if path.is_dir():
        path = path / "config.json"
    config = _json(path)
    family = _family(path, config)
    defaults = FAMILIES[family]
    whole = _Whole(path, config)
    hidden = whole.required("hidden_size")
    heads = whole.required("num_attention_heads")
    kv_heads = whole.optional("num_key_value_heads", heads)  # absent: every head has its own, as in Llama 1
    if heads % kv_heads:
        raise InputError(
            f"{path}: num_attention_heads is {heads} and num_key_value_heads is {kv_heads}; the first must be a multiple of "
            "the second"
        )
    if config.get("head_dim") is None and hidden % heads:
        raise InputError(
            f"{path}: hidden_size is {hidden}; without head_dim it must be a multiple of the {heads} num_attention_heads"
        )
    head_dim = whole.optional("head_dim", max(1, hidden // heads))
    if head_dim % 2:
        raise InputError(f"{path}: head_dim is {head_dim}; rotary embedding needs an even one")
    activation = config.get("hidden_activation") or config.get("hidden_act") or defaults.get("hidden_act", "silu")
    if activation not in ("silu", "gelu", "gelu_pytorch_tanh"):
        raise InputError(f"{path}: hidden_act is {activation!r}; it must be silu, gelu or gelu_pytorch_tanh")
    return Model(
        name=name or config.get("_name_or_path") or _named_after(path),
        family=family,
        layers=whole.required("num_hidden_layers"),
        hidden=hidden,
        heads=heads,
        kv_heads=kv_heads,
        head_dim=head_dim,
        intermediate=whole.required("intermediate_size"),
        vocabulary=whole.required("vocab_size"),
        max_context=whole.optional("max_position_embeddings", 8192),
        activation=activation,
        qkv_bias=bool(config.get("attention_bias", defaults.get("qkv_bias", False))),
        qk_norm=defaults.get("qk_norm", False),
        tied_embeddings=bool(config.get("tie_word_embeddings", defaults.get("tied_embeddings", False))),
    )


def _json(path):
    try:
        if path.stat().st_size > MAX_CONFIG_BYTES:
            raise InputError(f"{path}: has {path.stat().st_size} bytes; a config.json has at most {MAX_CONFIG_BYTES}")
        config = json.loads(path.read_text(encoding="utf-8"))
    except OSError as e:
        raise InputError(f"{path}: cannot be read ({e.strerror}). Maybe --model FOLDER/config.json") from e
    except ValueError as e:
        raise InputError(f"{path}: is not valid JSON ({e})") from e
    if not isinstance(config, dict):
        raise InputError(f"{path}: is not a model's config; it must be a JSON object")
    return config


def _family(path, config):
    names = config.get("architectures") or []
    by_architecture = {defaults["architecture"]: family for family, defaults in FAMILIES.items()}
    for name in names if isinstance(names, list) else [names]:
        if name in by_architecture:
            return by_architecture[name]
    kind = config.get("model_type")
    if not names and kind in FAMILIES:
        return kind
    if kind in NOT_MEASURED:
        raise InputError(f"{path}: model_type is {kind}; {NOT_MEASURED[kind]}")
    what = f"architectures is {names}" if names else f"model_type is {kind!r}"
    raise InputError(f"{path}: {what}, which is not known here; it must be one of {sorted(by_architecture)}")


def _named_after(path):
    return path.parent.name if path.name == "config.json" and path.resolve().parent.name else path.stem


class _Whole:
    """Reads whole numbers of at least 1."""

    def __init__(self, path, config):
        self.path = path
        self.config = config

    def required(self, key):
        if self.config.get(key) is None:
            raise InputError(f"{self.path}: has no {key}; it must be a whole number >= 1")
        return self.optional(key, None)

    def optional(self, key, default):
        value = self.config.get(key)
        if value is None:
            return default
        if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= MAX_WIDTH:
            raise InputError(f"{self.path}: {key} is {value!r}; it must be a whole number from 1 to {MAX_WIDTH}")
        return value
