#!/usr/bin/env bash
# How many replicas a load needs, from the throughput that scripts/bench.sh measured; writes the table of docs/scaling.md.
#   scripts/plan-capacity.sh [CORES_OF_A_REPLICA] [PRICE_OF_A_CORE_HOUR]
# Waits are those of M/M/c with the measured rate (Erlang C), which is pessimistic, since reading a picture
# takes nearly always the same time.
set -euo pipefail
cd "$(dirname "$0")/.."
cores=${1:-2} price=${2:-0.04}

# The best rate over HTTP, and the cores it was measured on; the clients shared them.
measured=$(awk '/^## Many clients/ {on = 1} on && /^\| [0-9]+ \|/ {if ($4 > best) best = $4} END {print best}' docs/performance.md)
on=$(sed -nE 's/.*, ([0-9]+) cores.*/\1/p' docs/performance.md | head -1)

table=$(awk -v rate="$measured" -v on="$on" -v cores="$cores" -v price="$price" '
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
    core = rate / on; replica = core * cores
    split("10 100 1000 5000", loads, " ")
    printf "Measured: %d pictures a second over HTTP on %d cores, %.0f a core. A replica has %d cores; a core costs %s an hour.\n\n", rate, on, core, cores, price
    print "| pictures a second | replicas | cores | busy | wait | busy, a zone of three gone | wait then | cost a month |"
    print "|---:|---:|---:|---:|---:|---:|---:|---:|"
    for (i = 1; i <= 4; i++) {
      load = loads[i]
      # The fewest, in three zones, whose other two zones stand the load below 80 %.
      for (n = 3; ; n++) {
        left = n - int((n + 2) / 3)
        if (load / (left * replica) <= 0.8) break
      }
      printf "| %d | %d | %d | %.0f %% | %s | %.0f %% | %s | %.0f |\n", load, n, n * cores, 100 * load / (n * replica), shown(wait(load / n, core, cores)),
        100 * load / (left * replica), shown(wait(load / left, core, cores)), n * cores * price * 730
    }
  }')

awk -v table="$table" '
  /<!-- capacity:begin -->/ {print; print table; skip = 1}
  /<!-- capacity:end -->/ {skip = 0}
  !skip || /<!-- capacity:end -->/ {if ($0 !~ /capacity:begin/) print}' docs/scaling.md > docs/scaling.md.new
mv docs/scaling.md.new docs/scaling.md
echo "$table"
