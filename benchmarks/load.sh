#!/usr/bin/env bash
# Loads a server that is running, and checks every character of its answers:
#   benchmarks/load.sh HeldLoad http://127.0.0.1:8000 --pid $(pgrep -f 'sangam.*serve')   1,000 streams at once
#   benchmarks/load.sh Recovery http://127.0.0.1:8000 --pid ...    kill -9 of the engine's process under streams
#   benchmarks/load.sh Soak     http://127.0.0.1:8000 --pid ...    some minutes, with the slopes of heap and memory
# The pid, of a server on this machine, is for its memory. A key is read from SANGAM_API_KEY.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
# shellcheck source=../.mvn/toolchain.sh
. "$root/.mvn/toolchain.sh"
require_jdk load.sh || exit 1
app=$root/benchmarks/target/app
if [ ! -d "$app" ]; then
    (cd "$root" && ./mvnw -q -B -ntp -Pbenchmarks -pl benchmarks -am package -Dmaven.test.skip=true) >&2
fi
exec "$JAVA_HOME/bin/java" -cp "$app/*" "dev.sangam.benchmarks.load.${1:?HeldLoad, Recovery or Soak}" "${@:2}"
