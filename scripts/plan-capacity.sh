#!/usr/bin/env bash
# How many replicas a load needs, from what scripts/bench.sh and scripts/measure-accuracy.sh measured; writes the tables of docs/scaling.md.
#   scripts/plan-capacity.sh [CORES_OF_A_REPLICA] [PRICE_OF_A_CORE_HOUR]
# Waits are those of M/M/c with the measured rate (Erlang C), which is pessimistic, since reading a picture
# takes nearly always the same time.
set -euo pipefail
cd "$(dirname "$0")/.."
cores=${1:-2} price=${2:-0.04}

# The best rate over HTTP, and the cores it was measured on; the clients shared them.
measured=$(awk '/^## Many clients/ {on = 1} on && /^\| [0-9]+ \|/ {if ($4 > best) best = $4} END {print best}' docs/performance.md)
on=$(sed -nE 's/.*, ([0-9]+) cores.*/\1/p' docs/performance.md | head -1)

with=$(grep -m 1 -oE '`plate-[^`]+`' docs/performance.md || true)
if [ -z "$measured" ] || [ -z "$on" ]; then
  echo "docs/performance.md has no section 'Many clients': run scripts/bench.sh with it first. docs/scaling.md is left as it is." >&2
  exit 1
fi

# Whole photos, one after the other on one core: the median of the README's photos.
photo=$(awk -F'|' '/<!-- photos:begin -->/ {on = 1} on && $2 ~ /^ all / {gsub(/ /, "", $(NF - 1)); print $(NF - 1); exit}' README.md)
photos=$(awk -F'|' '/<!-- photos:begin -->/ {on = 1} on && $2 ~ /^ all / {gsub(/ /, "", $3); print $3; exit}' README.md)
photos_with=$(sed -nE '/<!-- photos:begin -->/,$s/^(`plate-finder[^`]*`), measured ([0-9-]+).*/\1, \2/p' README.md | head -1)

# plan RATE_OF_A_CORE: a table.
plan() {
  awk -v core="$1" -v cores="$cores" -v price="$price" '
  # Mean wait in milliseconds of c servers of rate m each under load l.
  function wait(l, m, c,   a, k, term, sum, last) {
    a = l / m
    if (a >= c) return -1
    term = 1; sum = 1
    for (k = 1; k < c; k++) { term *= a / k; sum += term }
    last = term * a / c * c / (c - a)
    return 1000 * last / (sum + last) / (c * m - l)
  }
  function shown(milliseconds) { return milliseconds < 0 ? "none: too much" : sprintf("%.1f ms", milliseconds) }
  BEGIN {
    replica = core * cores
    split("10 100 1000 5000", loads, " ")
    print "| pictures a second | replicas | cores | busy | wait | busy, a zone of three gone | wait then | cost a month | cost of a million pictures |"
    print "|---:|---:|---:|---:|---:|---:|---:|---:|---:|"
    for (i = 1; i <= 4; i++) {
      load = loads[i]
      # The fewest, in three zones, whose other two zones stand the load below 80 %.
      for (n = 3; ; n++) {
        left = n - int((n + 2) / 3)
        if (load / (left * replica) <= 0.8) break
      }
      printf "| %d | %d | %d | %.0f %% | %s | %.0f %% | %s | %.0f | %.2f |\n", load, n, n * cores, 100 * load / (n * replica), shown(wait(load / n, core, cores)),
        100 * load / (left * replica), shown(wait(load / left, core, cores)), n * cores * price * 730, n * cores * price / 3600 / load * 1000000
    }
  }'
}

core=$(awk -v rate="$measured" -v on="$on" 'BEGIN {printf "%.0f", rate / on}')
photo_core=$(awk -v ms="$photo" 'BEGIN {printf "%.1f", 1000 / ms}')
table="A replica has $cores cores; a core costs $price an hour.

**Crops.** Measured: $measured a second over HTTP on $on cores ($with), $core a core.

$(plan "$core")

**Whole photos.** Measured: $photo ms a photo, the median of $photos sent one after the other in process ($photos_with), so $photo_core a core at most.

$(plan "$photo_core")"

awk -v table="$table" '
  /<!-- capacity:begin -->/ {print; print table; skip = 1}
  /<!-- capacity:end -->/ {skip = 0}
  !skip || /<!-- capacity:end -->/ {if ($0 !~ /capacity:begin/) print}' docs/scaling.md > docs/scaling.md.new
mv docs/scaling.md.new docs/scaling.md
echo "$table"
