#!/usr/bin/env bash
# Starts llama.cpp's own server on the loopback address, for 'sangam bench' to measure: built from the source that the npm
# package node-llama-cpp carries, the version that Sangam's kernels are of. Nothing of it becomes a part of Sangam.
#
# usage: benchmarks/targets.sh MODEL.gguf [PORT [OPTION...]]     port 8081; options are llama-server's
#
# The first call builds it in benchmarks/target/llama.cpp, which takes a while. Needs npm, git, cmake and a C++ compiler.
set -euo pipefail

version=3.22.1
sum=6e5b488a9b9699cd76dc7eed30880318a4ac4ab866865418795502e3c5d38d55bb5c624988927209d95333343f2e25a83e4183a5c2f816f883a60c3ba9f4e20f

[ $# -ge 1 ] && [ -f "$1" ] || {
    echo "usage: benchmarks/targets.sh MODEL.gguf [PORT [OPTION...]]" >&2
    exit 2
}
model=$(realpath "$1")
port=${2:-8081}
shift $(($# < 2 ? $# : 2))
for tool in npm git cmake c++; do
    command -v "$tool" >/dev/null || {
        echo "benchmarks/targets.sh: $tool is missing" >&2
        exit 2
    }
done

home=$(cd "$(dirname "$0")" && pwd)/target/llama.cpp
server=$home/build/bin/llama-server
if [ ! -x "$server" ]; then
    mkdir -p "$home"
    cd "$home"
    archive=node-llama-cpp-$version.tgz
    [ -f "$archive" ] || npm pack --silent "node-llama-cpp@$version" >/dev/null
    echo "$sum  $archive" | sha512sum --check --quiet
    tar -xzf "$archive" package/llama/gitRelease.bundle
    rm -rf source
    git clone --quiet package/llama/gitRelease.bundle source
    cmake -S source -B build -DCMAKE_BUILD_TYPE=Release -DBUILD_SHARED_LIBS=OFF -DLLAMA_BUILD_TESTS=OFF \
        -DLLAMA_BUILD_EXAMPLES=OFF -DLLAMA_BUILD_APP=OFF -DLLAMA_BUILD_UI=OFF -DLLAMA_USE_PREBUILT_UI=OFF \
        -DLLAMA_OPENSSL=OFF >configure.log
    echo "building llama-server; see $home/build.log" >&2
    nice cmake --build build --target llama-server -j "$(nproc)" >build.log 2>&1
fi
exec "$server" --host 127.0.0.1 --port "$port" --model "$model" --alias "$(basename "$model" .gguf)" "$@"
