#!/usr/bin/env bash
# What it costs to score questions with options: each option from scratch, each question by itself, and in groups that share
# their examples, in CPU time, on one thread.
# Usage: benchmarks/fidelity.sh [DATA [MODEL.gguf...]]; with the shared data's folder its sets are scored too. Without models,
# the demo and one of random weights in the shape of a 135M-parameter llama.
set -euo pipefail
cd "$(dirname "$0")/.."
. .mvn/toolchain.sh
require_jdk sangam
require_maven sangam
./mvnw -q -B -ntp -Pbenchmarks -pl benchmarks -am package -Dmaven.test.skip=true
data=${1:-}
models=("${@:2}")
if [ ${#models[@]} -eq 0 ]; then
    model=benchmarks/target/135m-q4_0.gguf
    [ -f "$model" ] || ./sangam models generate "$model" --shape 135m --type q4_0
    models=(demo "$model")
fi
exec "$JAVA_HOME/bin/java" --enable-native-access=ALL-UNNAMED -cp 'benchmarks/target/app/*' \
    dev.sangam.benchmarks.FidelityBenchmark docs/qos.md "${models[@]}" ${data:+--data "$data"}
