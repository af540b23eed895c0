#!/usr/bin/env bash
# TorchSharp's native library needs libstdc++ of GCC 13 (GLIBCXX_3.4.32). Debian 13, Ubuntu 24.04 and Fedora have it.
# Debian 12 has not: as root, this takes libstdc++6 from Debian 13, pinned below the system's own packages.
set -euo pipefail

library=$(ldconfig -p 2>/dev/null | awk '/libstdc\+\+\.so\.6 .*(x86-64|AArch64)/ {print $NF; exit}')
if [ -n "$library" ] && grep -qa 'GLIBCXX_3\.4\.32' "$library"; then
  exit 0
fi

. /etc/os-release
if [ "${ID:-}" != debian ] || [ "${VERSION_ID:-}" != 12 ] || [ "$(id -u)" != 0 ]; then
  echo "TorchSharp needs libstdc++ with GLIBCXX_3.4.32 (GCC 13) and ${PRETTY_NAME:-this system} has an older one: use Debian 13, Ubuntu 24.04 or newer, or run this as root on Debian 12." >&2
  exit 1
fi

echo "Installing libstdc++6 from Debian 13, pinned below this system's packages: TorchSharp needs GLIBCXX_3.4.32."
mirror=$(awk '/^URIs:/ && $2 !~ /security/ {print $2; exit} /^deb / && $2 !~ /security/ {print $2; exit}' \
  /etc/apt/sources.list.d/debian.sources /etc/apt/sources.list 2>/dev/null || true)
echo "deb ${mirror:-http://deb.debian.org/debian} trixie main" > /etc/apt/sources.list.d/trixie-libstdcxx.list
printf 'Package: *\nPin: release n=trixie\nPin-Priority: 100\n' > /etc/apt/preferences.d/trixie-libstdcxx
apt-get update -q > /dev/null
DEBIAN_FRONTEND=noninteractive apt-get install -y -q -t trixie libstdc++6 > /dev/null
