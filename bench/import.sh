#!/bin/sh
# How many hosts a second 'scanctl import nmap' takes in, and in how much memory: reports of one size with 2, 7 and 20 ports a host
# that differ from the others, and one whose ports are scattered, so that its lists of ports are long. Command line, coordinator and
# store are one process with a heap of 256 MB. After each the open ports that the store counts are held against those of the
# report, and the same report again has to be the same scan.
# Usage: bench/import.sh [MEGABYTES [DIRECTORY]]    size of a report (1000); where to put files, up to three times as large (/tmp)
# SCANCTL: the program (./scanctl)
set -eu
cd "$(dirname "$0")/.."
scanctl=${SCANCTL:-./scanctl}
megabytes=${1:-1000}
place=$(mktemp -d "${2:-/tmp}/scanctl-import.XXXXXX")
trap 'rm -rf "$place"' EXIT
report=$place/report.xml
export SCANCTL_JVM_FLAGS="-Xmx256m"

# KIND EXCEPTIONS WIDE
round() {
    sample=$(awk -v HOSTS=2000 -v EXCEPTIONS="$2" -v WIDE="$3" -f bench/nmap-report.awk | wc -c)
    hosts=$((megabytes * 1000000 / (sample / 2000)))
    awk -v HOSTS="$hosts" -v EXCEPTIONS="$2" -v WIDE="$3" -f bench/nmap-report.awk > "$report"
    export SCANCTL_HOME="$place/home"
    rm -rf "$SCANCTL_HOME"
    /usr/bin/time -o "$place/time" -f "%e %M" "$scanctl" import nmap "$report" --from corp --new-segment --local -q > "$place/scan" 2> "$place/err" ||
        { cat "$place/err" >&2; exit 1; }
    read -r seconds kib < "$place/time"
    listed=$("$scanctl" scans --local -o csv 2> "$place/err" | tail -n 1 | cut -d, -f6)
    open=$(grep -o '<state state="open"' "$report" | wc -l)
    [ "$listed" = "$open" ] || { echo "$1: the report has $open open ports, and the scan $listed" >&2; exit 1; }
    again=$("$scanctl" import nmap "$report" --from corp --local -q 2> "$place/err")
    [ "$again" = "$(cat "$place/scan")" ] || { echo "$1: the same report became another scan" >&2; exit 1; }
    store=$(du -sm "$SCANCTL_HOME" | cut -f1)
    size=$(($(wc -c < "$report") / 1000000))
    awk -v k="$1" -v h="$hosts" -v m="$size" -v s="$seconds" -v r="$kib" -v d="$store" 'BEGIN {
        printf "%-22s %9d hosts %5d MB %7.1f s %7d hosts/s %5.1f MB/s %5d MiB resident %5d MB store\n", k, h, m, s, h / s, m / s, r / 1024, d }'
}

"$scanctl" version > /dev/null
round "2 exceptions" 2 ""
round "7 exceptions" 7 ""
round "20 exceptions" 20 ""
round "7, scattered ports" 7 1
