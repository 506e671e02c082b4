#!/bin/sh
# How many port outcomes a second the coordinator takes in: through Ingest.apply into an H2 file, synced before each
# acknowledgement, units of 65,536 outcomes in some 300 runs each, in random order. Each round is checked for its counts
# and a sample of ports before its figure is printed. Prints five rounds and their median.
# Usage: bench/ingest.sh [UNITS [DIRECTORY]]    units a round, 16 or more (1000); where to put the files (/tmp)
set -eu
cd "$(dirname "$0")/.."
exec ./mvnw -q -B -Pingest-benchmark -pl coordinator -am process-test-classes \
    "-Dingest.units=${1:-1000}" "-Dingest.directory=${2:-/tmp}"
