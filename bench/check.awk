# Compares verdicts with the truth: awk -v protocol=tcp -v ports=1-1000 -f check.awk TRUTH VERDICTS
#   TRUTH     lines of "simnet truth"; VERDICTS   lines "address first-last state[/reason]", later ones beating earlier
# Every port of every host of the truth counts. A verdict that the file does not have is "none"; -v opens_only=1 asks for
# open ports only. Prints "opens missed-opens false-opens wrong of missing" and, with -v explain=1, what was told for what.
# States are compared; with -v reasons=1, reasons too (conn-refused is reset).
BEGIN {
    split(ports, ranges, ",")
    for (i in ranges) {
        n = split(ranges[i], ends, "-")
        for (port = ends[1]; port <= ends[n]; port++) asked[port + 0] = 1
    }
}
function state(outcome) { sub(/\/.*/, "", outcome); return outcome }
function plain(outcome) { sub(/conn-refused/, "reset", outcome); return reasons ? outcome : state(outcome) }
FILENAME == ARGV[1] {
    if ($3 != protocol) next
    if ($2 == "*") usual[$1] = plain($4)
    else truth[$1, $2 + 0] = plain($4)
    next
}
{
    n = split($2, ends, "-")
    for (port = ends[1] + 0; port <= ends[n] + 0; port++) told[$1, port] = plain($3)
}
END {
    for (host in usual) {
        for (port in asked) {
            is = (host, port) in truth ? truth[host, port] : usual[host]
            said = (host, port) in told ? told[host, port] : "none"
            of++
            open = state(is) == "open"
            opens += open
            missed += open && state(said) != "open"
            false_opens += !open && state(said) == "open"
            if (said == "none" && !opens_only) missing++
            if (said != is && said != "none" && (!opens_only || open || state(said) == "open")) {
                wrong++
                kinds[is " called " said]++
                if (example[is " called " said] == "") example[is " called " said] = host ":" port
            }
            if (said == "none" && (!opens_only || open)) {
                kinds[is " called none"]++
                example[is " called none"] = host ":" port
            }
        }
    }
    printf "%d %d %d %d %d %d\n", opens, missed, false_opens, wrong, of, missing
    if (explain) for (kind in kinds) printf "  %d %s, such as %s\n", kinds[kind], kind, example[kind]
}
