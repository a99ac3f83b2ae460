#!/usr/bin/env bash
# What a long prompt does to everybody else's stream, and what the engine costs over a bare loop on the same kernels.
# Usage: benchmarks/engine.sh [MODEL.gguf [CHUNK [THREADS]]]; without a model, one of random weights in the shape of a
# 135M-parameter llama is made.
set -euo pipefail
cd "$(dirname "$0")/.."
. .mvn/toolchain.sh
require_jdk sangam
require_maven sangam
./mvnw -q -B -ntp -Pbenchmarks -pl benchmarks -am package -Dmaven.test.skip=true
model=${1:-}
if [ -z "$model" ]; then
    model=benchmarks/target/135m-q4_0.gguf
    [ -f "$model" ] || ./sangam models generate "$model" --shape 135m --type q4_0
fi
exec "$JAVA_HOME/bin/java" --enable-native-access=ALL-UNNAMED -cp 'benchmarks/target/app/*' \
    dev.sangam.benchmarks.EngineBenchmark "$model" "${@:2}"
