# The ground of bench/engine.sh: namespaces, the simulated network, a virtual cable, runs in turns and their table.
# Sourced, with WORK (a directory to be removed) and SEED set by the caller.

PROBER=sclab$$p
FAR=sclab$$f
ROUTER_MAC=02:73:69:6d:00:01
SIM=
LISTENER=
COUNTER=

say() { printf '%s\n' "$*" >&2; }

need() { command -v "$1" >/dev/null || { say "bench/engine.sh needs $1"; exit 2; }; }

installed() { command -v "$1" >/dev/null || { say "$1 is not installed: left out"; return 1; }; }

java25() {
    for home in "${JAVA_HOME:-}" /usr/lib/jvm/*; do
        [ -x "$home/bin/java" ] && grep -Eq '^JAVA_VERSION="(2[5-9]|[3-9][0-9])' "$home/release" 2>/dev/null \
            && { echo "$home/bin/java"; return; }
    done
    say "a JDK 25 is needed: set JAVA_HOME to one"
    exit 2
}

end() { # PID: ends a process of ours and waits for it
    [ -z "$1" ] || { kill "$1" 2>/dev/null || true; wait "$1" 2>/dev/null || true; }
}

cleanup() {
    end "$SIM"
    end "$LISTENER"
    end "$COUNTER"
    ip netns del "$PROBER" 2>/dev/null || true
    ip netns del "$FAR" 2>/dev/null || true
    rm -rf "$WORK"
}

ready() { # FILE PID: waits until the program has said so
    until grep -q ready "$1"; do
        kill -0 "$2" 2>/dev/null || { say "a helper did not start: $(cat "$1")"; exit 1; }
    done
}

prober() { ip netns exec "$PROBER" "$@"; }

new_prober() {
    ip netns del "$PROBER" 2>/dev/null || true
    ip netns add "$PROBER"
    ip -n "$PROBER" link set lo up
}

# ---- the simulated network: 10.214.0.0/16 behind the router 10.213.8.1

sim_start() { # TABLE SEED
    : >"$WORK/sim"
    ip netns exec "$PROBER" "$WORK/simnet" run "$1" "$2" "$LINK" sim0 >"$WORK/sim" &
    SIM=$!
    ready "$WORK/sim" $SIM
    DEVICE=sim0
    # A tap does not hold a sender back as a network card does, so its queue has room for all that may be in flight while
    # the simulator is not scheduled. What overflows is a local drop.
    ip -n "$PROBER" link set sim0 txqueuelen 200000
    ip -n "$PROBER" addr add 10.213.8.2/30 dev sim0
    ip -n "$PROBER" link set sim0 up
    if [ "$LINK" = tun ]; then
        ip -n "$PROBER" route add 10.214.0.0/16 dev sim0
    else
        ip -n "$PROBER" route add 10.214.0.0/16 via 10.213.8.1
    fi
}

sim_stop() { # leaves its counts in $WORK/sim, with what the device dropped before it
    echo "device-drops $(prober cat /sys/class/net/sim0/statistics/tx_dropped)" >"$WORK/drops"
    end "$SIM"
    SIM=
    cat "$WORK/drops" >>"$WORK/sim"
}

# ---- a virtual cable: 10.213.9.1 and following at its far end

# With nobody there the router's frames go to an address that its card has not: the card takes and counts them, and the kernel
# drops them before it looks for a route. A veth's far end works in the sender's time, so what it does with a frame is no part of
# what is measured; looking for a route that is not there took a third of it.
cable() { # HOSTS; 0: nobody there, all of 10.192.0.0/10 is behind a router that swallows what comes
    new_prober
    ip netns del "$FAR" 2>/dev/null || true
    ip netns add "$FAR"
    ip link add cable0 netns "$PROBER" type veth peer name cable1 netns "$FAR"
    DEVICE=cable0
    [ "$1" = 0 ] || ip -n "$FAR" link set cable1 address $ROUTER_MAC
    ip -n "$PROBER" addr add 10.213.9.254/24 dev cable0
    ip -n "$PROBER" link set cable0 up
    each=1
    while [ $each -le "$1" ]; do
        ip -n "$FAR" addr add 10.213.9.$each/24 dev cable1
        each=$((each + 1))
    done
    ip -n "$FAR" link set cable1 up
    if [ "$1" = 0 ]; then
        ip -n "$PROBER" neigh add 10.213.9.1 lladdr $ROUTER_MAC dev cable0
        ip -n "$PROBER" route add 10.192.0.0/10 via 10.213.9.1
    fi
}

listeners() { # PORT...: at the far end
    : >"$WORK/ready"
    ip netns exec "$FAR" "$WORK/connect-baseline" listen "$@" >"$WORK/ready" &
    LISTENER=$!
    ready "$WORK/ready" $LISTENER
}

cable_truth() { # HOSTS PORT...
    hosts=$1
    shift
    each=1
    while [ $each -le "$hosts" ]; do
        echo "10.213.9.$each * tcp closed/reset"
        for port in "$@"; do echo "10.213.9.$each $port tcp open/syn-ack"; done
        each=$((each + 1))
    done
}

count_start() { # frames at the far end
    : >"$WORK/count"
    ip netns exec "$FAR" "$WORK/blast" count cable1 >"$WORK/count" &
    COUNTER=$!
    ready "$WORK/count" $COUNTER
}

count_stop() {
    end "$COUNTER"
    COUNTER=
}

# ---- runs in turns
# A contestant is a function in this list; it probes, leaves verdicts in $WORK/verdicts and figures in $WORK/figures
# ("name number" lines, "seconds" among them), and returns 0. Before and after it the hooks before_run and after_run of
# the row are called.

figure() { # NAME [FILE]: a number that a run left; 0 if it did not
    awk -v name="$1" '$1 == name { value = $2 } END { print value + 0 }' "${2:-$WORK/figures}"
}

contest() { # TITLE CONTESTANT...; a name with "+once" runs in the first round only
    title=$1
    shift
    chosen=
    for name in "$@"; do
        case " ${ONLY:-$name} " in
            *" ${name%+once} "* | *" $name "*) chosen="$chosen $name" ;;
        esac
    done
    # shellcheck disable=SC2086 # names are words
    set -- $chosen
    : >"$WORK/runs"
    round=1
    while [ "$round" -le "$PAIRS" ]; do
        order=
        for name in "$@"; do
            case $name in
                *+once) [ "$round" = 1 ] || continue ;;
            esac
            if [ $((round % 2)) = 1 ]; then order="$order $name"; else order="$name $order"; fi
        done
        for name in $order; do run "${name%+once}" "$round"; done
        round=$((round + 1))
    done
    table "$title" "$@"
}

run() { # CONTESTANT ROUND
    : >"$WORK/verdicts"
    : >"$WORK/figures"
    before_run "$2"
    "$1" || { say "$1 failed:"; cat "$WORK/said" >&2; FAILED=1; after_run; return 0; }
    after_run
    checked=$(check "$1")
    echo "$1 $(figure seconds) $(figure pps) $(figure resident-mib) $(figure cpu-seconds) $(figure packets) ${checked%%
*}" >>"$WORK/runs"
    say "round $2 $1: $(figure seconds) s, last open at $(figure last-open-seconds) s; opens, missed, false, wrong, of, without a verdict: $checked"
    # What this run told of itself and what the network saw, for who wants to know more.
    [ "${DETAIL:-0}" = 0 ] || sed 's/^/    /' "$WORK/figures" >&2
    [ "${KEEP:-}" = "" ] || cp "$WORK/verdicts" "$KEEP/$ROW-$1-$2.verdicts"
    case $1 in
        ours_*) hold_to_truth "$1" $checked ;;
    esac
}

check() { # CONTESTANT
    [ -s "$WORK/truth" ] || { echo "0 0 0 0 0 0"; return; }
    case $1 in
        ours_* | nmap_*) opens_only=0 ;;
        *) opens_only=1 ;;
    esac
    awk -v protocol="$PROTOCOL" -v ports="$PORTS" -v opens_only=$opens_only -v explain=1 -f bench/check.awk \
        "$WORK/truth" "$WORK/verdicts"
}

hold_to_truth() { # CONTESTANT OPENS MISSED FALSE WRONG OF WITHOUT ...: the program of this house must be right
    if [ "$3" -gt 0 ] || [ "$4" -gt 0 ] || [ "$5" -gt $(($6 * ALLOWED_PPM / 1000000)) ] || [ "$7" -gt 0 ]; then
        say "$1 is wrong: $3 opens missed, $4 false opens, $5 wrong of $6, $7 without a verdict"
        FAILED=1
    fi
}

table() { # TITLE CONTESTANT...
    title=$1
    shift
    printf '\n%s\n%-18s %4s %9s %17s %9s %7s %7s %8s %11s %9s %5s %7s\n' "$title" who runs "median s" "from - to" \
        packets cpu-s MiB "opens" "missed" "wrong" none "pps"
    for name in "$@"; do
        awk -v name="${name%+once}" -f bench/table.awk "$WORK/runs"
    done
}
