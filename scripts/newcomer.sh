#!/usr/bin/env bash
# Does what a newcomer does: a fresh clone, an empty package cache, the README's commands; writes docs/newcomer.md with what was
# printed and how long each step took.
#   scripts/newcomer.sh [PORT]
set -euo pipefail
cd "$(dirname "$0")/.."
port=${1:-8080} repository=$PWD
folder=$(mktemp -d)
service=
finish() {
  [ -z "$service" ] || kill $service 2> /dev/null || true
  rm -rf "$folder"
}
trap finish EXIT
export NUGET_PACKAGES=$folder/packages DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

log=$folder/log.md began=$(date +%s.%N)
seconds() { awk -v from="$1" -v to="$(date +%s.%N)" 'BEGIN {printf "%.1f", to - from}'; }
step() { printf '\n%s s after the start (this step: %s s):\n\n```\n$ %s\n%s\n```\n' "$(seconds "$began")" "$(seconds "$2")" "$1" "$3" >> "$log"; }

from=$(date +%s.%N)
git clone -q --depth 1 "file://$repository" "$folder/plateapi"
cd "$folder/plateapi"
step "git clone … && cd plateapi" "$from" "$(du -sh --exclude=.git . | cut -f1) in $(git ls-files | wc -l) files"

from=$(date +%s.%N)
dotnet run --project src/PlateApi -c Release -- --urls "http://localhost:$port" > "$folder/service.log" 2>&1 &
service=$!
until curl -sf "http://localhost:$port/health/ready" > "$folder/ready.json"; do
  kill -0 "$service" || { cat "$folder/service.log"; exit 1; }
  sleep 0.2
done
step "dotnet run --project src/PlateApi -c Release -- --urls http://localhost:$port" "$from" "$(sed -E 's/ [0-9a-f]{32}$//' "$folder/service.log" | grep -v '^$' | head -8 | sed "s|$folder/||g")"
# dotnet run has the service as its child.
service="$service $(pgrep -P "$service" || true)"

from=$(date +%s.%N)
answer=$(curl -s -F image=@docs/plate.png "http://localhost:$port/recognize?mode=crop&topN=2")
step "curl -F image=@docs/plate.png 'http://localhost:$port/recognize?mode=crop&topN=2'" "$from" "$(printf %s "$answer" | cut -c1-400)…"
total=$(seconds "$began")

{
  echo "# A newcomer's first minutes"
  echo
  echo "Written by \`scripts/newcomer.sh\` on $(date -u +%F), $(nproc) cores, load $(cut -d' ' -f2 /proc/loadavg) over the last five minutes, .NET SDK $(dotnet --version):"
  echo "a fresh clone of commit $(git rev-parse --short HEAD), an empty package cache, the README's commands at a port of its own. From nothing to the first plate: $total s."
  cat "$log"
} > "$repository/docs/newcomer.md"
kill $service 2> /dev/null || true
cat "$repository/docs/newcomer.md"
