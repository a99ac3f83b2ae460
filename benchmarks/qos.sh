#!/usr/bin/env bash
# Three classes of service on the real engine: the same requests under FCFS, EDF and niyama at 0.7, 1 and 1.5 times the
# capacity, each measured over HTTP by a client of its own, and simulated beside it. Calibrates first; let nothing else run.
#   benchmarks/qos.sh                    a 135M-parameter llama of random weights: about 25 minutes
#   benchmarks/qos.sh demo               the demo model, as long
#   benchmarks/qos.sh 135m --quick       three minutes, to see that everything works; its figures mean nothing
#   benchmarks/qos.sh m.gguf --lengths 16 --seconds 200 --loads 1,2 --policies edf,niyama --seed 2 --profile m.json
# Tables come out on the terminal and, with a row per request, under benchmarks/target/qos/MODEL (--out DIR).
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
# shellcheck source=../.mvn/toolchain.sh
. "$root/.mvn/toolchain.sh"
require_jdk qos.sh || exit 1
app=$root/benchmarks/target/app
"$root/sangam" --version >/dev/null
(cd "$root" && ./mvnw -q -B -ntp -Pbenchmarks -pl benchmarks -am package -Dmaven.test.skip=true) >&2

model=135m
case ${1:-} in
    '' | --*) ;;
    *)
        model=$1
        shift
        ;;
esac
profile= out= calibrate=(--threads 1 --slots 24 --context 2048) rest=()
while [ $# -gt 0 ]; do
    case $1 in
        --quick)
            calibrate+=(--quick)
            rest+=(--seconds 7 --saturation 8)
            shift
            ;;
        --profile)
            profile=${2:?--profile FILE}
            shift 2
            ;;
        --out)
            out=${2:?--out DIR}
            shift 2
            ;;
        *)
            rest+=("$1" "${2:?a value for $1}")
            shift 2
            ;;
    esac
done
name=$(basename "$model" .gguf)
out=${out:-$root/benchmarks/target/qos/$name}
mkdir -p "$out"
case $model in
    135m)
        model=$root/benchmarks/target/135m-q4_0.gguf
        [ -f "$model" ] || "$root/sangam" models generate "$model" --shape 135m --type q4_0
        ;;
    # Small and fast: longer requests, so that the kernels have most of the work and not what is around them.
    demo) rest=(--lengths 8 ${rest[@]+"${rest[@]}"}) ;;
esac
if [ -z "$profile" ]; then
    profile=$out/calibration.json
    "$root/sangam" calibrate --model "$model" "${calibrate[@]}" -o "$profile"
fi
exec "$JAVA_HOME/bin/java" -XX:+UseSerialGC -cp "$app/*" dev.sangam.benchmarks.qos.QosExperiment \
    --model "$model" --profile "$profile" --sangam "$root/sangam" --out "$out" ${rest[@]+"${rest[@]}"}
