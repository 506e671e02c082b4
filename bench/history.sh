#!/bin/sh
# A store with daily scans of a network from several segments: how fast they are taken in with their intervals, how much room
# they take, how soon it opens again, and how long its questions take at the server, in 512 MB of heap. About twenty ports
# of a thousand differ on each host, and one in two hundred of these changes a day. Every answer is checked against the
# network it was made from before a figure is printed.
# Usage: bench/history.sh [DIRECTORY]    where to put the file (/tmp)
# SCANCTL_HISTORY_HOSTS (10000), SCANCTL_HISTORY_SEGMENTS (4) and SCANCTL_HISTORY_DAYS (30) say how much; 1000, 4 and 10
# take a minute.
set -eu
cd "$(dirname "$0")/.."
exec ./mvnw -q -B -Phistory-benchmark -pl coordinator -am process-test-classes \
    "-Dhistory.hosts=${SCANCTL_HISTORY_HOSTS:-10000}" "-Dhistory.segments=${SCANCTL_HISTORY_SEGMENTS:-4}" \
    "-Dhistory.days=${SCANCTL_HISTORY_DAYS:-30}" "-Dhistory.directory=${1:-/tmp}"
