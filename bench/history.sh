#!/bin/sh
# A store with daily scans of a network from several segments: how fast a day's scan is taken in with its intervals, how much
# room it takes, how soon the store opens again, and how long its questions take at the server, in 512 MB of heap. About twenty
# ports of a thousand are open on each host or were, and one in two hundred of these changes a day. Of the days before those
# whose runs are kept the store has the intervals, as after 'scanctl prune'. Every answer is checked against the network it was
# made from before a figure is printed.
# Usage: bench/history.sh [long] [DIRECTORY]    where to put the file (/tmp)
#   1,024 hosts, 4 segments, 10 days of runs after 355 of intervals: some two minutes.
#   long: 10,000 hosts, 4 segments, 30 days of runs after 335 of intervals: half an hour, and a gigabyte.
# SCANCTL_HISTORY_HOSTS (256 or more), SCANCTL_HISTORY_SEGMENTS, SCANCTL_HISTORY_DAYS (9 or more) and SCANCTL_HISTORY_EARLIER
# say otherwise; a whole year of runs: SCANCTL_HISTORY_DAYS=365 SCANCTL_HISTORY_EARLIER=0 bench/history.sh long
set -eu
cd "$(dirname "$0")/.."
hosts=1024 days=10 earlier=355
if [ "${1:-}" = long ]; then
    hosts=10000 days=30 earlier=335
    shift
fi
exec ./mvnw -q -B -Phistory-benchmark -pl coordinator -am process-test-classes \
    "-Dhistory.hosts=${SCANCTL_HISTORY_HOSTS:-$hosts}" "-Dhistory.segments=${SCANCTL_HISTORY_SEGMENTS:-4}" \
    "-Dhistory.days=${SCANCTL_HISTORY_DAYS:-$days}" "-Dhistory.earlier=${SCANCTL_HISTORY_EARLIER:-$earlier}" \
    "-Dhistory.directory=${1:-/tmp}"
