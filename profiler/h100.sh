#!/bin/bash
# Measures the models whose profiles are wanted on the GPU of this machine, one folder each:
#   profiler/h100.sh CONFIGS OUT        CONFIGS/NAME/config.json for the names below; weights are not needed
# A run that was cut off goes on when the script is started again.
set -euo pipefail
configs=${1:?folder with NAME/config.json of each model}
out=${2:?folder for the profiles}
cd "$(dirname "$0")/.."

measure() { # name, degrees, number format
    python3 -m profiler --device cuda --model "$configs/$1/config.json" --name "$1" --tp "$2" --dtype "$3" \
        --out "$out/$(basename "$1")-$3" --minutes "${MINUTES:-10}"
}

for dtype in bf16 fp8; do
    measure meta-llama/Llama-3.1-8B 1,2,4,8 "$dtype"
    measure meta-llama/Meta-Llama-3-70B 2,4,8 "$dtype"
    measure Qwen/Qwen3-8B 1,2,4,8 "$dtype"
    measure mistralai/Mistral-7B-v0.3 1,2,4,8 "$dtype"
done
