#!/usr/bin/env bash
# Builds the lab and runs one of its commands: lab/run.sh train CORPUS MODEL.gguf [options], lab/run.sh say MODEL.gguf TEXT...
# LAB_THREADS sets how many threads compute (default 1).
set -euo pipefail

root=$(CDPATH='' cd -P "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=.mvn/toolchain.sh
. "$root/.mvn/toolchain.sh"
require_jdk lab/run.sh

(cd "$root" && ./mvnw -q -B -ntp -Plab -pl lab -am package -Dmaven.test.skip=true >&2)

# Without the first two, threads that wait for each other burn the processor: 155 against 3,400 tokens/s on two cores.
export OMP_WAIT_POLICY=passive GOMP_SPINCOUNT=0 OMP_NUM_THREADS=${LAB_THREADS:-1}
exec "$JAVA_HOME/bin/java" -Xmx1g -XX:+UseSerialGC --enable-native-access=ALL-UNNAMED -Dai.djl.offline=true \
    -cp "$root/lab/target/app/*" dev.sangam.lab.Lab "$@"
