"""The profile folder: docs/profile-format.md."""

import os
from statistics import mean, median

from profiler import skew, yaml_text
from profiler.grid_area import GridArea

FILES = ("dense.csv", "per_sequence.csv", "attention.csv", "skew.csv", "skew_fit.csv", "held_out.csv")


def write_tables(folder, tp, areas, held_out):
    """All tables of one degree of tensor parallelism."""
    inner = folder / f"tp{tp}"
    inner.mkdir(parents=True, exist_ok=True)
    for unit, name in (("tokens", "dense.csv"), ("sequences", "per_sequence.csv")):
        curves = [area for area in areas if getattr(area, "unit", None) == unit]
        rows = [(a.layer, count) + _timed(a.points[count]) for a in curves for count in a.points]
        write_csv(inner / name, ("layer", unit, "time_us", "error_us", "samples"), sorted(rows, key=lambda row: row[:2]))
    grid = next(area for area in areas if isinstance(area, GridArea))
    write_csv(
        inner / "attention.csv",
        ("prefill_chunk", "kv_prefill", "n_decode", "kv_decode", "time_us", "error_us", "samples"),
        [at + _timed(grid.points[at]) for at in sorted(grid.points)],
    )
    _write_skew(inner, [area for area in areas if isinstance(area, skew.SkewArea)])
    write_csv(
        inner / "held_out.csv",
        ("layer", "count", "prefill_chunk", "kv_prefill", "n_decode", "kv_decode", "time_us", "predicted_us"),
        [_held_out_row(h) for h in held_out],
    )


def _write_skew(inner, areas):
    results = [result for area in areas for result in area.results]
    if not results:
        for name in ("skew.csv", "skew_fit.csv"):
            (inner / name).unlink(missing_ok=True)
        return
    columns = "regime,n,nb,ratio,skew,pc,kp,kvs,kv_big,kv_mean,t_mean_us,t_max_us,t_skew_us,alpha"
    rows = []
    for r in results:
        c = r.case
        regime = "mixed" if c.chunk else "pure"
        lengths = (c.kvs, c.kv_big, c.kv_mean)
        rows.append(
            (regime, c.n, c.long, _number(c.long / c.n), float(c.ratio), c.chunk, 0)
            + lengths
            + tuple(_number(v) for v in (r.mean_micros, r.max_micros, r.skew_micros, r.alpha))
        )
    write_csv(inner / "skew.csv", columns.split(","), rows)
    write_csv(
        inner / "skew_fit.csv",
        ("pc", "n_label", "skew_rate_label", "kv_big_label", "kp_label", "alpha", "n_samples"),
        [row[:5] + (_number(row[5]), row[6]) for area in areas for row in area.fit()],
    )


def write_collectives(folder, measured):
    write_csv(
        folder / "collectives.csv",
        ("collective", "gpus", "bytes", "time_us", "error_us", "samples"),
        [case + _timed(taken) for case, taken in measured],
    )


def held_out_summary(held_out):
    """Percent by degree and layer."""
    errors = {}
    for h in held_out:
        errors.setdefault(str(h.point.tp), {}).setdefault(h.point.layer, []).append(100 * h.error)
    return {
        tp: {
            layer: {
                "points": len(values),
                "median_percent": round(median(values), 2),
                "mean_percent": round(mean(values), 2),
                "max_percent": round(max(values), 2),
            }
            for layer, values in layers.items()
        }
        for tp, layers in errors.items()
    }


def write_csv(path, columns, rows):
    lines = [",".join(columns)] + [",".join(str(value) for value in row) for row in rows]
    replace(path, "\n".join(lines) + "\n")


def write_meta(folder, meta):
    replace(folder / "meta.yaml", yaml_text.write(meta))


def replace(path, text):
    """Under another name first, so that nobody ever reads half a file."""
    temporary = path.with_name(path.name + ".part")
    temporary.write_text(text, encoding="utf-8")
    os.replace(temporary, path)


def remove(folder):
    """Everything that an earlier run left, and nothing else."""
    for tables in folder.glob("tp*"):
        for name in FILES:
            (tables / name).unlink(missing_ok=True)
    for name in ("journal.jsonl", "meta.yaml", "collectives.csv"):
        (folder / name).unlink(missing_ok=True)


def _held_out_row(h):
    at = ("",) + h.point.at if isinstance(h.area, GridArea) else h.point.at + ("",) * 4
    return (h.point.layer,) + at + (_number(h.micros), _number(h.predicted))


def _timed(taken):
    return _number(taken.micros), _number(taken.error), taken.samples


def _number(value):
    return f"{value:.6g}"
