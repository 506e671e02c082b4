# nmap's XML, cut at each "<", into lines "address first-last state".
function value(name,    at) {
    if (!match($0, " " name "=\"[^\"]*\"")) return ""
    at = RSTART + length(name) + 3
    return substr($0, at, RSTART + RLENGTH - 1 - at)
}
/^address / && value("addrtype") == "ipv4" { address = value("addr") }
/^extraports / { extra = value("state") }
/^extrareasons / {
    count = split(value("ports"), ranges, ",")
    for (i = 1; i <= count; i++) print address, (ranges[i] ~ /-/ ? ranges[i] : ranges[i] "-" ranges[i]), extra
}
/^port / { port = value("portid") }
/^state / && port != "" { print address, port "-" port, value("state"); port = "" }
