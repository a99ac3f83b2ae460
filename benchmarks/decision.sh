#!/usr/bin/env bash
# What a decision of the scheduler costs with 256 requests running and 100 to 100,000 waiting: policies niyama, edf and
# sarathi, where deadlines can be met and where they cannot. About ten minutes; options go to JMH, such as -p waiting=10000.
set -euo pipefail
cd "$(dirname "$0")/.."
. .mvn/toolchain.sh
require_jdk decision.sh
require_maven decision.sh
./mvnw -q -B -ntp -Pbenchmarks -pl benchmarks -am package -Dmaven.test.skip=true
exec "$JAVA_HOME/bin/java" -cp 'benchmarks/target/app/*' org.openjdk.jmh.Main SchedulerDecisionBenchmark "$@"
