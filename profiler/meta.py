"""meta.yaml: what was measured, on what, how well."""

from datetime import datetime, timezone

from profiler import VERSION
from profiler.skew import SkewArea


def of(run, bench, journal, session, degrees, stopped_by, clocks, held_out):
    device, model, sizes = run.device, run.model, run.sizes
    smallest = degrees[0]
    skews = [area for area in session.areas if isinstance(area, SkewArea) and area.results]
    return {
        "profiler": "sangam",
        "profiler_version": VERSION,
        "torch_version": run.torch.__version__,
        "cuda_version": device.cuda_version,
        "driver_version": device.driver,
        "device": device.kind,
        "gpu": device.name,
        "hardware": run.options.hardware or device.hardware,
        "profiled_at": datetime.now(timezone.utc).isoformat(timespec="seconds"),
        "started_at": journal.started_at,
        "architecture": model.family,
        "model": model.name,
        "config_sha256": model.digest(),
        "variant": run.variant,
        "activation": bench.activation_format,
        "tp_degrees": degrees,
        "engine_effective": {
            "tensor_parallel_size": smallest,
            "max_num_batched_tokens": sizes.max_tokens,
            "max_num_seqs": sizes.max_sequences,
            "max_model_len": sizes.max_context,
            "enforce_eager": not bench.kernels["graphs"],
            "hf_overrides": {
                "num_hidden_layers": 1,
                "hidden_size": model.hidden,
                "num_attention_heads": max(1, model.heads // smallest),
                "num_key_value_heads": max(1, model.kv_heads // smallest),
                "intermediate_size": max(1, model.intermediate // smallest),
                "vocab_size": max(1, model.vocabulary // smallest),
            },
        },
        "model_shape": {
            "layers": model.layers,
            "hidden": model.hidden,
            "heads": model.heads,
            "kv_heads": model.kv_heads,
            "head_dim": model.head_dim,
            "intermediate": model.intermediate,
            "vocabulary": model.vocabulary,
            "qk_norm": model.qk_norm,
            "qkv_bias": model.qkv_bias,
            "tied_embeddings": model.tied_embeddings,
            "max_context": model.max_context,
        },
        "kernels": bench.kernels,
        "threads": device.threads,
        "quick": run.options.quick,
        "clocks": clocks,
        "target_error_percent": 100 * run.options.error,
        "complete": stopped_by == "error",
        "stopped_by": stopped_by,
        "points": len(session.used),
        "minutes": round(journal.seconds / 60, 2),
        "held_out": held_out,
        "limits": [
            {"tp": area.tp, "layer": area.layer, "at": text} for area in session.areas for text in area.limit_texts()
        ],
        "skew_profile": {"enabled": bool(skews)},
        "skew_fit": {
            "enabled": bool(skews),
            "per_tp": {str(area.tp): {"alpha_default": round(area.pooled(), 4)} for area in skews},
        },
    }
