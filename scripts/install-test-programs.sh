#!/usr/bin/env bash
# Some tests drive programs of the system: Chromium opens the page, nginx is the gateway, the examples want curl, Python and Node. Where one is missing, its tests skip.
# As root on Debian or its kin, this installs them; elsewhere it says what is skipped. It never fails.
set -uo pipefail

missing=()
has() { command -v "$1" > /dev/null; }
has chromium || has chromium-browser || has google-chrome || missing+=(chromium)
for program in curl python3 node npm; do has "$program" || missing+=("${program/#node/nodejs}"); done
has nginx || [ -x /usr/sbin/nginx ] || missing+=(nginx-light)
if [ ${#missing[@]} = 0 ]; then
  exit 0
fi

if command -v apt-get > /dev/null && [ "$(id -u)" = 0 ]; then
  echo "Installing ${missing[*]} for the tests."
  if apt-get update -q > /dev/null && DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${missing[@]}" > /dev/null; then
    exit 0
  fi
fi
echo "Without ${missing[*]}, the tests that need them are skipped." >&2
