"""The command line."""

import argparse
import math

from profiler import plan
from profiler.errors import InputError

EXAMPLES = """examples:
  python -m profiler --model Llama-3.1-8B/config.json --tp 1 --out profiles/h100-llama-3.1-8b
  python -m profiler --model config.json --tp 1,2,4,8 --out DIR --minutes 20    # shards measured on one GPU
  python -m profiler --model config.json --tp 1 --dtype fp8 --out DIR-fp8       # a number format per folder
  python -m profiler --model config.json --tp 1 --out DIR --list                # the plan, nothing measured
  python -m profiler --model config.json --tp 1 --out DIR --quick               # seconds: does it work here?

Ctrl-C at any time: the same command goes on where it stopped. Then, in Sangam:
  ./sangam profile import DIR"""

MAX_TP = 1024
MIN_CONTEXT = 32


def parse(arguments):
    parser = argparse.ArgumentParser(
        prog="python -m profiler",
        description="Measures one decoder layer on this machine, operator by operator, for Sangam's simulator.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--model", required=True, metavar="FILE", help="Hugging Face config.json, or its folder; no weights needed")
    parser.add_argument("--tp", default="1", metavar="N,N", help="degrees of tensor parallelism, by their shards' sizes (1)")
    parser.add_argument("--out", required=True, metavar="DIR", help="profile folder; an interrupted run in it goes on")
    parser.add_argument("--name", help="the model's name as Sangam will know it (default: of the config, else its folder)")
    parser.add_argument("--hardware", help="short name of the device (default: from the driver)")
    parser.add_argument("--device", choices=("auto", "cuda", "cpu"), default="auto", help="default: cuda where there is one")
    parser.add_argument(
        "--dtype", choices=("auto", "bf16", "fp16", "fp8", "fp32"), default="auto", help="of the weights (bf16; on a CPU fp32)"
    )
    parser.add_argument("--error", type=float, default=0.03, metavar="SHARE", help="stop when no gap is expected to be further off (0.03)")
    parser.add_argument("--minutes", type=float, metavar="M", help="stop refining after so much measuring, all runs together (10)")
    parser.add_argument("--points", type=int, metavar="N", help="stop refining after so many points; the coarse grid is always measured")
    parser.add_argument("--max-tokens", type=int, metavar="N", help="largest batch, tokens (4096; on a CPU 512)")
    parser.add_argument("--max-sequences", type=int, metavar="N", help="most sequences of a batch (256; on a CPU 16)")
    parser.add_argument("--max-context", type=int, metavar="N", help="longest history, tokens (16384 or the model's; on a CPU 1024)")
    parser.add_argument("--quick", action="store_true", help="few small points, short timings: to see that it works, not to use")
    parser.add_argument("--fresh", action="store_true", help="throw away what --out has of an earlier run")
    parser.add_argument("--list", "--dry-run", dest="list", action="store_true", help="show the plan and end")
    options = parser.parse_args(arguments)
    options.tp = degrees(options.tp)
    if options.minutes is None:
        options.minutes = 0.15 if options.quick else 10
    if not 0 < options.error < 1:
        raise InputError(f"--error {options.error}: it must be a share between 0 and 1, such as 0.03")
    if not (options.minutes >= 0 and math.isfinite(options.minutes)):
        raise InputError(f"--minutes {options.minutes}: it must be a number of minutes")
    if options.points is not None and options.points < 1:
        raise InputError(f"--points {options.points}: it must be >= 1")
    for name, least, most in (("max_tokens", 32, 1 << 17), ("max_sequences", 2, 1 << 14), ("max_context", MIN_CONTEXT, 1 << 22)):
        value = getattr(options, name)
        if value is not None and not least <= value <= most:
            raise InputError(f"--{name.replace('_', '-')} {value}: it must be from {least} to {most}")
    return options


def degrees(text):
    try:
        found = [int(part) for part in text.split(",")]
    except ValueError:
        raise InputError(f"--tp {text}: it must be whole numbers with commas between them, such as 1,2,4") from None
    if len(set(found)) < len(found) or not all(1 <= tp <= MAX_TP for tp in found):
        raise InputError(f"--tp {text}: degrees must be from 1 to {MAX_TP}, each once")
    return sorted(found)


def sizes(options, model, on_gpu):
    """How far to go on this device, unless told."""
    if model.max_context < MIN_CONTEXT:
        raise InputError(f"{options.model}: max_position_embeddings is {model.max_context}; it must be >= {MIN_CONTEXT}")
    default = plan.QUICK if options.quick else plan.ON_GPU if on_gpu else plan.ON_CPU
    return plan.Sizes(
        max_tokens=options.max_tokens or default.max_tokens,
        max_sequences=options.max_sequences or default.max_sequences,
        max_context=min(options.max_context or default.max_context, model.max_context),
        held_out=default.held_out,
        skew_decodes=default.skew_decodes,
        skew_histories=default.skew_histories,
    )
