#!/usr/bin/env bash
# What a search for capacities costs. Nothing else should run; CPU times bear it better than wall times.
#   benchmarks/plan.sh cost                     warm: CPU time of a simulation and of a request, on one thread and on all
#   benchmarks/plan.sh search ../shared/data    cold: Vidur's search over three schedulers, start of the JVM included
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
# shellcheck source=../.mvn/toolchain.sh
. "$root/.mvn/toolchain.sh"
require_jdk plan.sh || exit 1
[ -n "${NO_BUILD:-}" ] || (cd "$root" && ./mvnw -q -B -ntp -Pbenchmarks -pl benchmarks -am package -Dmaven.test.skip=true) >&2
app=$root/benchmarks/target/app
java() {
    "$JAVA_HOME/bin/java" -XX:+UseParallelGC "$@"
}
run() {
    java "${OPTIONS[@]}" -cp "$app/*" dev.sangam.benchmarks.PlanBenchmark "$@"
}
OPTIONS=(-Xlog:disable)
if [ "${1:-}" != search ]; then
    run "$@"
    exit
fi
cache=$root/benchmarks/target/plan.aot
rm -f "$cache"
run "$@" >/dev/null # trains the regressors, which are remembered
java -XX:AOTCacheOutput="$cache" -cp "$app/*" dev.sangam.benchmarks.PlanBenchmark "$@" >/dev/null 2>&1
for options in '' "-XX:AOTCache=$cache" "-XX:AOTCache=$cache -XX:TieredStopAtLevel=1"; do
    # shellcheck disable=SC2206 # options are split at blanks on purpose
    OPTIONS=(-Xlog:disable $options)
    echo "options: ${options/$cache/...}"
    for _ in 1 2 3; do
        run "$@" | tail -n 1
    done
done
run "$@" # the capacities
