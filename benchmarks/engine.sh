#!/usr/bin/env bash
# What a long prompt does to everybody else's stream, and what the engine costs over a bare loop on the same kernels:
#   benchmarks/engine.sh MODEL.gguf CHUNK [THREADS]
set -euo pipefail
ROOT=$(cd -P "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=../.mvn/toolchain.sh
. "$ROOT/.mvn/toolchain.sh"
