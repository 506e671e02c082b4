package dev.scanctl.agent.linux.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scanctl.agent.linux.Errno;
import dev.scanctl.agent.linux.IcmpRejection;
import dev.scanctl.wire.Address;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ErrnoTableTest {
    private static final Address ROUTER = Address.parse("192.0.2.1");

    @ParameterizedTest
    @CsvSource({
        "0, open/syn-ack",
        "104, open/reset-after-accept",
        "32, open/reset-after-accept",
        "111, closed/conn-refused",
        "110, filtered/no-response",
        "113, filtered/host-unreach",
        "101, filtered/net-unreach",
        "13, filtered/admin-prohibited",
        "112, filtered/host-unknown",
        "64, filtered/host-isolated",
        "92, filtered/proto-unreach",
        "71, filtered/param-problem",
        "90, filtered/frag-needed",
        "95, filtered/source-route",
        "1, unknown/local-firewall",
        "99, unknown/local-ports",
        "98, unknown/local-ports",
        "11, unknown/local-ports",
        "105, unknown/local-buffers",
        "12, unknown/local-buffers",
        "103, unknown/local-link",
        "102, unknown/local-link",
        "100, unknown/local-link",
        "22, unknown/local-other",
        "133, unknown/local-other"
    })
    void errorOfAReadySocketIsThePathsAnswer(int errno, String outcome) {
        assertThat(ErrnoTable.whenReady(errno)).hasToString(outcome);
    }

    @ParameterizedTest
    @CsvSource({
        "0, open/syn-ack",
        "111, closed/conn-refused",
        "113, unknown/local-route",
        "101, unknown/local-route",
        "13, unknown/local-route",
        "22, unknown/local-route",
        "97, unknown/local-route",
        "1, unknown/local-firewall",
        "99, unknown/local-ports",
        "98, unknown/local-ports",
        "11, unknown/local-ports",
        "24, unknown/local-descriptors",
        "23, unknown/local-descriptors",
        "105, unknown/local-buffers",
        "12, unknown/local-buffers",
        "28, unknown/local-buffers",
        "103, unknown/local-link",
        "102, unknown/local-link",
        "100, unknown/local-link",
        "110, unknown/local-other",
        "133, unknown/local-other"
    })
    void errorReturnedAtOnceIsOurOwn(int errno, String outcome) {
        assertThat(ErrnoTable.atOnce(errno)).hasToString(outcome);
    }

    @ParameterizedTest
    @CsvSource({
        "3, 0, 101, filtered/net-unreach",
        "3, 1, 113, filtered/host-unreach",
        "3, 2, 92, filtered/proto-unreach",
        "3, 3, 111, filtered/port-unreach",
        "3, 4, 90, filtered/frag-needed",
        "3, 5, 95, filtered/source-route",
        "3, 6, 101, filtered/net-unreach",
        "3, 7, 112, filtered/host-unknown",
        "3, 8, 64, filtered/host-isolated",
        "3, 9, 101, filtered/net-unreach",
        "3, 10, 113, filtered/admin-prohibited",
        "3, 11, 101, filtered/net-unreach",
        "3, 12, 113, filtered/host-unreach",
        "3, 13, 113, filtered/admin-prohibited",
        "3, 14, 113, filtered/admin-prohibited",
        "3, 15, 113, filtered/admin-prohibited",
        "11, 0, 113, filtered/ttl-exceeded",
        "11, 1, 113, filtered/ttl-exceeded",
        "12, 0, 71, filtered/param-problem",
        "40, 0, 71, filtered/host-unreach"
    })
    void icmpRejectionOnThePathIsFilteredByItsCode(int type, int code, int errno, String outcome) {
        IcmpRejection rejection = new IcmpRejection(errno, IcmpRejection.ORIGIN_ICMP, type, code, ROUTER);

        assertThat(Rejections.outcome(rejection, Rejecter.PATH)).hasToString(outcome);
    }

    @ParameterizedTest
    @CsvSource({
        "1, 0, 101, filtered/net-unreach",
        "1, 1, 13, filtered/admin-prohibited",
        "1, 2, 113, filtered/host-unreach",
        "1, 3, 113, filtered/host-unreach",
        "1, 4, 111, filtered/port-unreach",
        "1, 5, 13, filtered/admin-prohibited",
        "1, 6, 13, filtered/admin-prohibited",
        "2, 0, 90, filtered/frag-needed",
        "3, 0, 113, filtered/ttl-exceeded",
        "4, 1, 71, filtered/param-problem",
        "100, 0, 71, filtered/host-unreach"
    })
    void icmp6RejectionOnThePathIsFilteredByItsCode(int type, int code, int errno, String outcome) {
        IcmpRejection rejection = new IcmpRejection(errno, IcmpRejection.ORIGIN_ICMP6, type, code, null);

        assertThat(Rejections.outcome(rejection, Rejecter.PATH)).hasToString(outcome);
    }

    @ParameterizedTest
    @CsvSource({
        "OWN_FIREWALL, unknown/local-firewall",
        "OWN_GATEWAY_MISSING, unknown/local-route",
        "OWN_LINK_DOWN, unknown/local-link",
        "OWN_NEIGHBOUR_MISSING, filtered/no-neighbour"
    })
    void rejectionByThisMachineIsNoAnswerOfTheTarget(Rejecter by, String outcome) {
        IcmpRejection rejection = new IcmpRejection(Errno.EHOSTUNREACH, IcmpRejection.ORIGIN_ICMP, 3, 1, ROUTER);

        assertThat(Rejections.outcome(rejection, by)).hasToString(outcome);
    }

    @Test
    void entryWithoutAPacketIsNeverEvidence() {
        IcmpRejection refused = new IcmpRejection(Errno.ECONNREFUSED, IcmpRejection.ORIGIN_LOCAL, 0, 0, null);
        IcmpRejection buffers = new IcmpRejection(Errno.ENOBUFS, IcmpRejection.ORIGIN_LOCAL, 0, 0, null);

        assertThat(Rejections.outcome(refused, Rejecter.PATH)).hasToString("unknown/local-other");
        assertThat(Rejections.outcome(buffers, Rejecter.PATH)).hasToString("unknown/local-buffers");
    }

    @ParameterizedTest
    @CsvSource({
        "1, unknown/local-firewall", "11, unknown/local-buffers", "105, unknown/local-buffers",
        "12, unknown/local-buffers", "100, unknown/local-link", "6, unknown/local-link", "19, unknown/local-link",
        "101, unknown/local-route", "113, unknown/local-route", "22, unknown/local-route", "13, unknown/local-route",
        "111, unknown/local-other", "90, unknown/local-other"
    })
    void whatARawSocketDoesNotTakeIsAFaultOfThisMachine(int errno, String outcome) {
        assertThat(ErrnoTable.whenSending(errno)).hasToString(outcome);
    }
}
