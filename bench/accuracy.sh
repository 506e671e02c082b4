#!/bin/sh
# How often the engine is right, on simulated networks in virtual time; bench/README.md says what each part holds.
#
#   bench/accuracy.sh PART...   clean | loss-1 | loss-5 | loss-20 | bursts | faults | hidden | udp | normal | all
#   bench/accuracy.sh run CONDITION... [opens=N] [profile=fast|normal] [protocol=tcp|udp] [seed=N] [units=N] [hosts=N]
#                         [ports=N] [late=heard|deaf]
#
# Needs a JDK 25 and nothing else: no root, no network. From the environment: BUILD (1; 0 takes the classes that are there);
# JAVA_HOME. Ends with 1 if a promised figure is not reached, or a port is said to be what it never answered.
set -eu

cd "$(dirname "$0")/.."
. bench/lab.sh
JAVA=$(java25)
FAILED=0

[ $# -gt 0 ] || { sed -n '2,/^set/s/^# \{0,1\}//p' bench/accuracy.sh >&2; exit 2; }
[ "${BUILD:-1}" = 0 ] || ./mvnw -q -B -pl agent -am test-compile dependency:build-classpath \
    -Dmdep.outputFile=target/classpath

run() {
    "$JAVA" -XX:+UseSerialGC -cp "agent/target/test-classes:agent/target/classes:$(cat agent/target/classpath)" \
        dev.scanctl.agent.accuracy.AccuracyBench "$@" || { FAILED=$?; [ "$FAILED" = 1 ] || exit "$FAILED"; }
}

part() {
    case $1 in
        clean | loss-1 | loss-5 | loss-20) run "$1" ;;
        bursts) run opens=300000 bursts long-bursts ;;
        faults)
            run opens=100000 jitter reordering duplicates limited limited-loss-1 dead-subnets tarpits answer-all everything
            run opens=100000 late=deaf jitter loss-5 loss-20
            ;;
        hidden) run opens=10000 hosts=1 hidden-1 hidden-5 hidden-20 ;;
        udp) run opens=100000 protocol=udp clean loss-1 loss-5 loss-20 bursts limited limited-loss-1 everything ;;
        normal) run profile=normal loss-1 loss-5 loss-20 && run profile=normal opens=300000 bursts ;;
        *)
            echo "no part $1" >&2
            exit 2
            ;;
    esac
}

if [ "$1" = run ]; then
    shift
    run "$@"
else
    [ "$1" != all ] || set -- clean loss-1 loss-5 loss-20 bursts faults hidden udp normal
    for each in "$@"; do
        part "$each"
    done
fi
exit $FAILED
