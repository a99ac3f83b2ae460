#!/usr/bin/env bash
# Tests a server with OpenAI's own client library.
#
#   run.sh http://127.0.0.1:8080
#
#   API_KEY        sent where the server asks for one
#   SCRIPTED=1     the server is the tests' scripted one, whose answers are known
#
# Installs the library by npm. Exits with 77 and a reason where it cannot.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../../../.." && pwd)
work=$root/serve/target/openai

skip() {
    printf 'skipped: %s\n' "$*"
    exit 77
}

type -P node >/dev/null && type -P npm >/dev/null || skip 'no node and npm on the PATH'
[ "$(node -p 'parseInt(process.versions.node)')" -ge 20 ] || skip "node $(node -v) is too old; the library needs 20"

mkdir -p "$work"
cp "$here"/*.json "$here"/*.mjs "$here"/.npmrc "$work"
cd "$work"
if ! cmp -s package-lock.json node_modules/.installed; then
    npm ci --loglevel=error --fetch-retries=0 --fetch-timeout=20000 >&2 || skip 'npm could not install the library'
    cp package-lock.json node_modules/.installed
fi

export BASE_URL=${1:?the address of a server}
exec node --test --test-reporter=spec client.test.mjs
