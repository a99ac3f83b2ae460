"""What GPUs spend on telling each other: all-reduce, all-gather, send-receive, by bytes and number of GPUs."""

import json
import tempfile
from datetime import timedelta
from pathlib import Path
from time import perf_counter

from profiler import knots, sampling
from profiler.points import Measurement

NAMES = ("all_reduce", "all_gather", "send_recv")
COARSE_FACTOR = 4
TIMEOUT = timedelta(seconds=120)


def plan(model, sizes, degrees, devices, element_bytes):
    """(collective, gpus, bytes): from one token's hidden state to a whole batch's, as far as there are GPUs."""
    token = model.hidden * element_bytes
    counts = sorted({2, *degrees} & set(range(2, devices + 1)))
    return [
        (name, gpus, tokens * token)
        for gpus in counts
        for name in NAMES
        if name != "send_recv" or gpus == 2
        for tokens in knots.geometric(1, sizes.max_tokens, COARSE_FACTOR)
    ]


def key(case):
    name, gpus, size = case
    return f"{name} of {gpus} GPUs, {size} bytes"


def measure(torch, cases, backend, effort):
    """Starts a process per GPU; yields each case with its measurement (the slowest GPU's)."""
    for gpus in sorted({case[1] for case in cases}):
        with tempfile.TemporaryDirectory() as folder:
            meeting, answers = Path(folder, "meeting"), Path(folder, "answers")
            mine = [case for case in cases if case[1] == gpus]
            torch.multiprocessing.spawn(_worker, (gpus, backend, mine, effort, str(meeting), str(answers)), nprocs=gpus)
            for case, line in zip(mine, answers.read_text(encoding="utf-8").splitlines()):
                yield case, Measurement(*json.loads(line))


def _worker(rank, gpus, backend, cases, effort, meeting, answers):
    import torch
    import torch.distributed as dist

    on_gpu = backend == "nccl"
    if on_gpu:
        torch.cuda.set_device(rank)
    device = "cuda" if on_gpu else "cpu"
    dist.init_process_group(backend, init_method=f"file://{meeting}", rank=rank, world_size=gpus, timeout=TIMEOUT)
    try:
        for name, _, size in cases:
            start = perf_counter()
            call = _call(torch, dist, name, rank, gpus, size, device)
            wait = torch.cuda.synchronize if on_gpu else (lambda: None)
            middle, error, samples = _median(dist, call, wait, effort)
            slowest = torch.tensor([middle, error], device=device, dtype=torch.float64)
            dist.all_reduce(slowest, op=dist.ReduceOp.MAX)
            if rank == 0:
                micros, wrong = (1e6 * value for value in slowest.tolist())
                with open(answers, "a", encoding="utf-8") as file:
                    file.write(json.dumps([micros, wrong, samples, perf_counter() - start]) + "\n")
    finally:
        dist.destroy_process_group()


def _median(dist, call, wait, effort):
    """A fixed number of timings, since all GPUs must call equally often."""
    for _ in range(3):
        call()
    samples = []
    for _ in range(max(effort.least, effort.most // 2)):
        wait()
        dist.barrier()
        wait()
        begin = perf_counter()
        for _ in range(8):
            call()
        wait()
        samples.append((perf_counter() - begin) / 8)
    return sampling.median(samples), sampling.median_error(samples), len(samples)


def _call(torch, dist, name, rank, gpus, size, device):
    data = torch.zeros(max(1, size // 2), device=device, dtype=torch.float16)
    if name == "all_reduce":
        return lambda: dist.all_reduce(data)
    if name == "all_gather":
        mine = data[: max(1, len(data) // gpus)].clone()
        parts = [torch.empty_like(mine) for _ in range(gpus)]
        return lambda: dist.all_gather(parts, mine)
    return (lambda: dist.send(data, 1)) if rank == 0 else (lambda: dist.recv(data, 0))
