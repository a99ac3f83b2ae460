#!/usr/bin/env bash
# Whole-process cost of `sangam simulate` from 1,000 to 1,000,000 requests, metrics on: JVM start, workload, simulation,
# percentiles, summary.json. Usage: benchmarks/simulate.sh [REQUESTS...]
set -euo pipefail
cd "$(dirname "$0")/.."
./sangam --version >/dev/null
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
printf '%10s %12s %8s %8s %16s\n' requests iterations 'CPU s' 'wall s' 'iterations/CPU-s'
for requests in "${@:-1000 10000 100000 1000000}"; do
    for n in $requests; do
        TIMEFORMAT='%U %S %R'
        times=$({ time ./sangam simulate benchmarks/case01.yaml --requests "$n" --tables none --out "$out/run" --json \
            >"$out/summary.json"; } 2>&1)
        steps=$(grep -o '"steps" *: *[0-9]*' "$out/summary.json" | grep -o '[0-9]*$')
        read -r user sys wall <<<"$times"
        awk -v n="$n" -v steps="$steps" -v user="$user" -v sys="$sys" -v wall="$wall" 'BEGIN {
            cpu = user + sys
            printf "%10d %12d %8.2f %8.2f %16d\n", n, steps, cpu, wall, steps / cpu
        }'
    done
done
