#!/bin/sh
# One engine thread beside a C epoll loop that asks the same questions: 16 hosts x 65,535 ports over a virtual cable, all
# answering, 80 of them open. Alternates PAIRS pairs, checks the found open ports of each run, then prints the ratio of
# the wall clocks. nmap runs once beside them where it is installed.
#
#   bench/connect.sh            needs root on Linux, ip, gcc and a JDK 25
#
# From the environment: PAIRS (7), WINDOW (2048 attempts in flight), NMAP (1: once, 0: never), JAVA_HOME (a JDK 25),
# BUILD (1; 0 takes the classes that are there).
set -eu

PAIRS=${PAIRS:-7}
WINDOW=${WINDOW:-2048}
NMAP=${NMAP:-1}
HOSTS=16
FIRST=10.213.9.1
OPEN_PORTS="22 80 443 8080 40000"

cd "$(dirname "$0")/.."

say() { printf '%s\n' "$*" >&2; }
need() { command -v "$1" >/dev/null || { say "bench/connect.sh needs $1"; exit 2; }; }
need ip
need gcc
[ "$(id -u)" = 0 ] || { say "bench/connect.sh needs root, for network namespaces"; exit 2; }
[ "$(ulimit -n)" -gt $((WINDOW * 4 / 3 + 64)) ] || { say "raise ulimit -n for a window of $WINDOW"; exit 2; }

java25() {
    for home in "${JAVA_HOME:-}" /usr/lib/jvm/*; do
        [ -x "$home/bin/java" ] && grep -Eq '^JAVA_VERSION="(2[5-9]|[3-9][0-9])' "$home/release" 2>/dev/null \
            && { echo "$home/bin/java"; return; }
    done
    say "bench/connect.sh needs a JDK 25: set JAVA_HOME to one"
    exit 2
}
JAVA=$(java25)

[ "${BUILD:-1}" = 0 ] || ./mvnw -q -B -pl agent -am test-compile
CLASSES=agent/target/test-classes:agent/target/classes:proto/target/classes

WORK=$(mktemp -d)
PROBER=scbench$$p
TARGET=scbench$$t
LISTENER=
: >"$WORK/ready"

cleanup() {
    [ -z "$LISTENER" ] || kill "$LISTENER" 2>/dev/null || true
    ip netns del "$PROBER" 2>/dev/null || true
    ip netns del "$TARGET" 2>/dev/null || true
    rm -rf "$WORK"
}
trap cleanup EXIT
trap 'exit 130' INT TERM

gcc -O2 -Wall -Wextra -o "$WORK/baseline" bench/connect-baseline.c

ip netns add "$PROBER"
ip netns add "$TARGET"
ip link add probe0 netns "$PROBER" type veth peer name probe1 netns "$TARGET"
ip -n "$PROBER" addr add 10.213.9.254/24 dev probe0
ip -n "$PROBER" link set probe0 up
i=1
while [ $i -le $HOSTS ]; do
    ip -n "$TARGET" addr add 10.213.9.$i/24 dev probe1
    i=$((i + 1))
done
ip -n "$TARGET" link set probe1 up

# shellcheck disable=SC2086
ip netns exec "$TARGET" "$WORK/baseline" listen $OPEN_PORTS >"$WORK/ready" &
LISTENER=$!
until grep -q ready "$WORK/ready"; do
    kill -0 "$LISTENER" 2>/dev/null || { say "the listeners did not start"; exit 1; }
done

i=1
while [ $i -le $HOSTS ]; do
    for port in $OPEN_PORTS; do echo "10.213.9.$i $port"; done
    i=$((i + 1))
done | sort >"$WORK/expected"

# run NAME COMMAND...: the seconds that it says it took, if it found what is there
run() {
    name=$1
    shift
    ip netns exec "$PROBER" "$@" >"$WORK/found" 2>"$WORK/said" || { say "$name failed:"; cat "$WORK/said" >&2; exit 1; }
    sort "$WORK/found" | cmp -s - "$WORK/expected" || { say "$name found other ports than are open"; exit 1; }
    sed -n 's/ seconds.*//p' "$WORK/said" | tail -1
}

c() { run "the C loop" "$WORK/baseline" scan "$WINDOW" $FIRST $HOSTS 1 65535; }
engine() {
    run "the engine" "$JAVA" -XX:+UseSerialGC --enable-native-access=ALL-UNNAMED -cp "$CLASSES" \
        dev.scanctl.agent.bench.ConnectBench "$WINDOW" $FIRST $HOSTS 1 65535
}

say "$(uname -sr), $(nproc) processors, $("$JAVA" -version 2>&1 | sed -n 2p)"
say "$HOSTS hosts x 65,535 ports, window $WINDOW, seconds of wall clock; the JVM's start is not in them, its warm-up is"
pair=1
while [ "$pair" -le "$PAIRS" ]; do
    if [ $((pair % 2)) = 1 ]; then a=$(c); b=$(engine); else b=$(engine); a=$(c); fi
    ratio=$(awk "BEGIN { printf \"%.3f\", $b / $a }")
    say "pair $pair: C $a, engine $b, ratio $ratio"
    echo "$ratio $a $b" >>"$WORK/ratios"
    pair=$((pair + 1))
done

nmap_scan() {
    begin=$(date +%s.%N)
    ip netns exec "$PROBER" nmap -sT -n -Pn -p- -T5 -oG "$WORK/nmap" 10.213.9.1-$HOSTS >/dev/null
    end=$(date +%s.%N)
    awk '/Ports:/ { host = $2; sub(/.*Ports: /, ""); sub(/\t.*/, ""); n = split($0, each, ", ")
        for (i = 1; i <= n; i++) { split(each[i], f, "/"); if (f[2] == "open") print host, f[1] } }' "$WORK/nmap" \
        | sort | cmp -s - "$WORK/expected" && found="the same ports" || found="OTHER PORTS than are open"
    awk "BEGIN { printf \"nmap -sT -n -Pn -p- -T5: %.3f seconds, found $found\n\", $end - $begin }"
}

median() { sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)], v[1], v[NR] }'; }
# shellcheck disable=SC2046
set -- $(cut -d' ' -f1 "$WORK/ratios" | median) $(cut -d' ' -f2 "$WORK/ratios" | median) $(cut -d' ' -f3 "$WORK/ratios" | median)
echo "engine / C: median $1 (from $2 to $3) over $PAIRS pairs; C $4 s ($5 to $6), engine $7 s ($8 to $9); open ports right in each run"
if [ "$NMAP" != 0 ] && command -v nmap >/dev/null; then nmap_scan; fi
