#!/bin/sh
# A reader that stops in the middle of a million rows while results are taken in: what it costs in rate, heap and file, beside
# the same without it. A scan of 6.5 M outcomes is taken in twelve times during the stall, and as often without it: twelve times
# unmeasured, six times before and six times after. The file is an H2 file, synced before each acknowledgement, and the reader
# hangs on a TCP connection. In the end it goes on and must get every row.
# Usage: bench/stall.sh [SECONDS|long [DIRECTORY]]    how long it stalls (60; long: 600), about half of the whole;
#                                                     where to put the file (/tmp)
set -eu
cd "$(dirname "$0")/.."
seconds="${1:-60}"
[ "$seconds" != long ] || seconds=600
exec ./mvnw -q -B -Pstall-benchmark -pl coordinator -am process-test-classes \
    "-Dstall.seconds=$seconds" "-Dstall.directory=${2:-/tmp}"
