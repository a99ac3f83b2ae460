#!/usr/bin/env bash
# Tests the live page in a real browser.
#
#   run.sh                          against a scripted server of its own: every test
#   run.sh http://127.0.0.1:8000    against a server that runs: the tests that need no script
#
#   API_KEY        sent where the server asks for one
#   SCREENSHOTS    a folder for pictures of the page: light, dark, and as on a phone
#
# Installs what it needs: Playwright by npm, and Chromium by apt-get where it may. Exits with 77 and a reason where it cannot.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../../../.." && pwd)
work=$root/serve/target/browser

skip() {
    printf 'skipped: %s\n' "$*"
    exit 77
}

find_chromium() {
    type -P chromium || type -P chromium-browser || type -P google-chrome
}

type -P node >/dev/null && type -P npm >/dev/null || skip 'no node and npm on the PATH'
[ "$(node -p 'parseInt(process.versions.node)')" -ge 20 ] || skip "node $(node -v) is too old; Playwright needs 20"

if ! find_chromium >/dev/null && [ "$(id -u)" = 0 ] && type -P apt-get >/dev/null; then
    echo 'installing Chromium by apt-get' >&2
    { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends chromium; } >&2 || true
fi
CHROMIUM=$(find_chromium) || skip 'no Chromium on the PATH, and it could not be installed'

mkdir -p "$work"
cp "$here"/*.json "$here"/*.mjs "$here"/.npmrc "$work"
cd "$work"
if ! cmp -s package-lock.json node_modules/.installed; then
    npm ci --loglevel=error >&2 || skip 'npm could not install Playwright'
    cp package-lock.json node_modules/.installed
fi

export CHROMIUM ROOT=$root BASE_URL=${1:-}
exec node --test --test-reporter=spec page.test.mjs
