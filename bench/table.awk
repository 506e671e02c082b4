# One line of the table of bench/engine.sh: the runs of one contestant.
# Columns of a run: name seconds pps MiB cpu packets opens missed false wrong of without-verdict
function sort_into(values, count,    i, j, value) {
    for (i = 2; i <= count; i++) {
        value = values[i]
        for (j = i - 1; j > 0 && values[j] > value; j--) values[j + 1] = values[j]
        values[j + 1] = value
    }
}
$1 == name {
    n++
    seconds[n] = $2 + 0; pps[n] = $3 + 0; cpu[n] = $5 + 0; packets[n] = $6 + 0
    if ($4 + 0 > mib) mib = $4 + 0
    opens += $7; missed += $8 + 0; wrong += $9 + $10; of += $11; none += $12
}
END {
    if (n == 0) { printf "%-18s    0\n", name; exit }
    sort_into(seconds, n); sort_into(pps, n); sort_into(cpu, n); sort_into(packets, n)
    middle = int((n + 1) / 2)
    printf "%-18s %4d %9.3f %8.3f-%8.3f %9d %7.1f %7d %8d %11d %9d %5d %7d\n", name, n, seconds[middle], seconds[1],
        seconds[n], packets[middle], cpu[middle], mib, opens, missed, wrong, none, pps[middle]
}
