#!/bin/sh
# The probe engine beside its peers and plain C, on networks that this script makes for itself; bench/README.md says
# what each row measures and how to read it.
#
#   bench/engine.sh ROW...      silence | syn-veth | connect-veth | silent-host | mixed | kinds | udp | all
#
# Needs root on Linux, ip, gcc, a JDK 25; nmap, masscan and zmap take part where they are installed. Everything happens in
# network namespaces of its own, which are gone afterwards.
#
# From the environment: PAIRS (7), the rounds of each row; ONLY (such as "ours_syn c_packet"), who takes part; SLOW (0; 1:
# nmap takes part where it needs minutes, once); SEED (0), added to the round to seed the simulated network; LINK (tap; tun:
# a link without neighbours), its device; WORDS, more words for the engine such as "units=16 in-flight=4096"; DETAIL (1: all
# figures of each run); KEEP (a directory that the verdicts are copied to); FLAGS (those of the launcher for an agent), the
# JVM's; JAVA_HOME; BUILD (1; 0 takes the classes that are there).
# Ends with 1 if the engine gave a wrong answer.
set -eu

PAIRS=${PAIRS:-7}
SLOW=${SLOW:-0}
SEED=${SEED:-0}
LINK=${LINK:-tap}
FLAGS=${FLAGS:---enable-native-access=ALL-UNNAMED -XX:+UseSerialGC -Xmn16m -Xmx384m -XX:TrimNativeHeapInterval=5000}
FAILED=0
PROTOCOL=tcp
ALLOWED_PPM=1
SILENT_FRAMES=2097120
OPEN_PORTS="22 80 443 8080 40000"

cd "$(dirname "$0")/.."
WORK=$(mktemp -d)
. bench/lab.sh
. bench/peers.sh
trap cleanup EXIT
trap 'exit 130' INT TERM

need ip
need gcc
[ "$(id -u)" = 0 ] || { say "bench/engine.sh needs root, for network namespaces"; exit 2; }
JAVA=$(java25)

build() {
    gcc -O2 -Wall -Wextra -o "$WORK/simnet" bench/simnet/*.c -lm
    gcc -O2 -Wall -Wextra -o "$WORK/blast" bench/blast.c
    gcc -O2 -Wall -Wextra -o "$WORK/connect-baseline" bench/connect-baseline.c
    [ "${BUILD:-1}" = 0 ] || ./mvnw -q -B -pl agent -am test-compile dependency:build-classpath \
        -Dmdep.outputFile=target/classpath
    CLASSES=agent/target/test-classes:agent/target/classes:$(cat agent/target/classpath)
}

# ---- our side

engine() { # TRANSPORT THREADS PROFILE WORD...
    transport=$1 threads=$2 profile=$3
    shift 3
    # shellcheck disable=SC2086 # the flags and words are words
    prober "$JAVA" $FLAGS -cp "$CLASSES" dev.scanctl.agent.bench.EngineBench transport="$transport" threads="$threads" \
        profile="$profile" targets="$TARGETS" ports="$PORTS" verdicts="$WORK/verdicts" "$@" ${WORDS:-} \
        >"$WORK/figures" 2>"$WORK/said" && ! grep '^refused' "$WORK/figures" >&2
}

ours_syn() { engine syn 1 fast; }
ours_syn_2() { engine syn 2 fast; }
ours_connect() { engine epoll 1 fast; }
ours_connect_2() { engine epoll 2 fast; }
ours_udp() { engine udp 1 fast; }

c_connect() {
    prober "$WORK/connect-baseline" scan 2048 10.213.9.1 16 1 65535 >"$WORK/found" 2>"$WORK/said" || return 1
    awk '{ print $1, $2 "-" $2, "open" }' "$WORK/found" >"$WORK/verdicts"
    sed -n 's/^\([0-9.]*\) seconds.*/seconds \1/p' "$WORK/said" >"$WORK/figures"
}

c_raw() { prober "$WORK/blast" raw cable0 $ROUTER_MAC 10.214.0.1 16 $SILENT_FRAMES >"$WORK/figures" 2>"$WORK/said"; }
c_packet() { prober "$WORK/blast" packet cable0 $ROUTER_MAC 10.214.0.1 16 $SILENT_FRAMES >"$WORK/figures" 2>"$WORK/said"; }

# ---- rows

on_simnet() { # TABLE
    TABLE=bench/tables/$1
    new_prober
    OWN_ADDRESS=10.213.8.2
    before_run() {
        "$WORK/simnet" truth "$TABLE" $((SEED + $1)) >"$WORK/truth"
        sim_start "$TABLE" $((SEED + $1))
    }
    after_run() {
        sim_stop
        cat "$WORK/sim" >>"$WORK/figures"
        echo "packets $(($(figure syns) + $(figure datagrams)))" >>"$WORK/figures"
    }
}

on_cable() { # HOSTS
    cable "$1"
    OWN_ADDRESS=10.213.9.254
    before_run() { count_start; }
    after_run() {
        count_stop
        # The counter's own seconds run from the first frame to the last: not the wall clock.
        awk '$1 == "frames" { print "packets", $2 } $1 == "pps"' "$WORK/count" >>"$WORK/figures"
    }
}

row_silence() {
    on_cable 0
    TARGETS=10.214.0.1-10.214.0.16 PORTS=1-65535
    awk 'BEGIN { for (i = 1; i <= 16; i++) print "10.214.0." i " * tcp filtered/no-response" }' >"$WORK/truth"
    MASSCAN_TARGETS=10.214.0.1-10.214.0.32
    set -- c_packet c_raw ours_syn
    installed masscan && set -- "$@" masscan_any+once
    installed zmap && set -- "$@" zmap_any+once
    contest "SYNs into silence, 16 hosts x 65,535 ports x 2; pps at the receiver" "$@"
}

on_answering_cable() {
    on_cable 16
    # shellcheck disable=SC2086
    listeners $OPEN_PORTS
    TARGETS=10.213.9.1-10.213.9.16 PORTS=1-65535 NMAP_TARGETS=10.213.9.1-16 MASSCAN_TARGETS=10.213.9.1-10.213.9.16
    # shellcheck disable=SC2086
    cable_truth 16 $OPEN_PORTS >"$WORK/truth"
}

row_syn_veth() {
    on_answering_cable
    set -- ours_syn ours_syn_2
    installed nmap && set -- "$@" nmap_syn
    installed masscan && set -- "$@" masscan_any+once
    contest "SYN, 16 hosts x 65,535 ports over a cable, all answering" "$@"
}

row_connect_veth() {
    on_answering_cable
    set -- c_connect ours_connect ours_connect_2
    installed nmap && set -- "$@" nmap_connect+once
    contest "connect, 16 hosts x 65,535 ports over a cable, all answering" "$@"
}

row_silent_host() {
    on_simnet silent-host.net
    TARGETS=10.214.0.1 PORTS=1-65535 MASSCAN_TARGETS=10.214.0.1
    set -- ours_syn ours_connect
    contest "one silent host x 65,535 ports, fast; packets are SYNs at the target, at least 131,070 for us" "$@"
    awk '$1 ~ /^ours/ && $6 < 131070 { exit 1 }' "$WORK/runs" || { say "a silent port got fewer than 2 SYNs"; FAILED=1; }
}

row_mixed() {
    on_simnet mixed.net
    TARGETS=10.214.0.0-10.214.0.255 PORTS=1-1000 NMAP_TARGETS=10.214.0.0/24 MASSCAN_TARGETS=10.214.0.0/24
    set -- ours_syn ours_connect
    installed masscan && set -- "$@" masscan_20k+once masscan_100k+once
    [ "$SLOW" = 1 ] && installed nmap && set -- "$@" nmap_syn_t4+once
    contest "256 hosts x 1,000 ports, 20 ms, 0.5 % loss each way (tables/mixed.net), fast" "$@"
}

row_kinds() {
    on_simnet kinds.net
    TARGETS=10.214.0.1-10.214.0.15 PORTS=1-200 NMAP_TARGETS=10.214.0.1-15 MASSCAN_TARGETS=10.214.0.1-10.214.0.15
    set -- ours_syn ours_connect
    installed nmap && set -- "$@" nmap_syn_t4+once
    contest "one host of each kind x 200 ports (tables/kinds.net), fast" "$@"
}

row_udp() {
    on_simnet udp.net
    PROTOCOL=udp ALLOWED_PPM=10000
    TARGETS=10.214.0.0-10.214.0.63 PORTS=1-100 NMAP_TARGETS=10.214.0.0-63
    set -- ours_udp
    [ "$SLOW" = 1 ] && installed nmap && set -- "$@" nmap_udp_t4+once
    contest "UDP, 64 hosts x 100 ports, ICMP errors limited to 1 a second after 6 (tables/udp.net), fast" "$@"
    PROTOCOL=tcp ALLOWED_PPM=1
}

rows=
for row in "$@"; do
    case $row in
        all) rows="$rows silence syn_veth connect_veth silent_host mixed kinds udp" ;;
        silence | syn-veth | connect-veth | silent-host | mixed | kinds | udp) rows="$rows $(echo "$row" | tr - _)" ;;
        *) say "no row $row"; exit 2 ;;
    esac
done
[ -n "$rows" ] || { sed -n '2,/^set/s/^# \{0,1\}//p' bench/engine.sh >&2; exit 2; }

build
echo "$(uname -sr), $(nproc) processors, $("$JAVA" -version 2>&1 | sed -n 2p)"
echo "seconds of wall clock; of the engine without the JVM's start, with its warm-up"
for ROW in $rows; do
    "row_$ROW"
    end "$LISTENER"
    LISTENER=
done
exit $FAILED
