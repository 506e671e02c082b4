# The peers: how each is called, and how its words become lines "address first-last state". Sourced by engine.sh.

timed() { # COMMAND...: in the prober's namespace, its wall clock into figures
    begin=$(date +%s.%N)
    prober "$@" >"$WORK/said" 2>&1 || return 1
    finish=$(date +%s.%N)
    awk "BEGIN { printf \"seconds %.3f\n\", $finish - $begin }" >>"$WORK/figures"
}

nmap_with() { # WORD...
    timed nmap -n -Pn --disable-arp-ping -p "$PORTS" -oX "$WORK/nmap" "$@" $NMAP_TARGETS || return 1
    awk -v RS='<' -f bench/nmap.awk "$WORK/nmap" >"$WORK/verdicts"
}

nmap_syn() { nmap_with -sS; }
nmap_syn_t4() { nmap_with -sS -T4; }
nmap_connect() { nmap_with -sT -T5; }
nmap_udp_t4() { nmap_with -sU -T4; }

masscan_at() { # RATE; finds open ports only. Its wait for late answers is 10 s unless told otherwise: here 3.
    timed masscan "$MASSCAN_TARGETS" -p "$PORTS" --rate "$1" --wait 3 --adapter "$DEVICE" --adapter-ip "$OWN_ADDRESS" \
        --router-mac "$(echo $ROUTER_MAC | tr : -)" -oL "$WORK/masscan" || return 1
    awk '$1 == "open" { print $4, $3 "-" $3, "open" }' "$WORK/masscan" >"$WORK/verdicts"
}

masscan_20k() { masscan_at 20000; }
masscan_100k() { masscan_at 100000; }
masscan_any() { masscan_at 10000000; }

# One port of many addresses is what ZMap 2 does: it takes part where that makes no difference.
zmap_any() {
    timed zmap -q -p 80 -r 0 -b /dev/null -c 0 -i "$DEVICE" -S "$OWN_ADDRESS" -G $ROUTER_MAC -n "$SILENT_FRAMES" -o /dev/null \
        10.192.0.0/10
}
