#!/usr/bin/env bash
# What the load generator of `sangam bench` claims, measured on this machine:
#   benchmarks/bench.sh truth     how long after the server's write a chunk has its time, at a modest load
#   benchmarks/bench.sh frozen    a server that freezes for 10 s in a minute: the truth, and what send times alone would say
#   benchmarks/bench.sh streams   5,000 streams at once: lateness of sending, delay of chunks, cost
#   benchmarks/bench.sh cost      CPU time per token against the JDK's HttpClient
#   benchmarks/bench.sh file      cost of the file of a run
# Figures can follow the name: those that main of the class takes. 5,000 streams need as many open files, and some hundred
# more, in client and server each (ulimit -n).
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
# shellcheck source=../.mvn/toolchain.sh
. "$root/.mvn/toolchain.sh"
require_jdk bench.sh || exit 1
app=$root/benchmarks/target/app
if [ ! -d "$app" ]; then
    (cd "$root" && ./mvnw -q -B -ntp -Pbenchmarks -pl benchmarks -am package -Dmaven.test.skip=true) >&2
fi
measure() {
    "$JAVA_HOME/bin/java" -cp "$app/*" "dev.sangam.benchmarks.bench.$1" "${@:2}"
}
case "${1:?truth, frozen, streams, cost or file}" in
truth) [ $# -gt 1 ] && measure Streams "${@:2}" || measure Streams 500 100 20 25 ;;
frozen) measure Frozen "${@:2}" ;;
streams) [ $# -gt 1 ] && measure Streams "${@:2}" || measure Streams 5200 60 500 500 ;;
cost) measure TokenCost "${@:2}" ;;
file) measure FileCost "${@:2}" ;;
*) echo "bench.sh: '$1' is not known; it must be truth, frozen, streams, cost or file" >&2 && exit 2 ;;
esac
