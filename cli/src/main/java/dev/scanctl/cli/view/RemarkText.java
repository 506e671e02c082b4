package dev.scanctl.cli.view;

import dev.scanctl.cli.output.Shown;
import dev.scanctl.cli.output.Words;
import dev.scanctl.proto.v1.Remark;
import dev.scanctl.proto.v1.RemarkCount;
import dev.scanctl.proto.v1.RemarkKind;
import java.util.List;
import java.util.stream.Collectors;

/** What there is to say of hosts, with the evidence, in lines. */
public final class RemarkText {
    private RemarkText() {}

    /** The word of a kind in flags and machine formats; "?" of one that this version does not know. */
    static String label(RemarkKind kind) {
        return switch (kind) {
            case REMARK_KIND_ANSWERS_EVERYTHING -> "answers-everything";
            case REMARK_KIND_LIMITS_ANSWERS -> "limits-answers";
            case REMARK_KIND_SUSPENDED -> "suspended";
            case REMARK_KIND_UNTRUSTED -> "untrusted";
            case REMARK_KIND_UNSPECIFIED, UNRECOGNIZED -> "?";
        };
    }

    /** A line for each count and one for each of its examples. */
    public static List<String> lines(List<RemarkCount> remarks) {
        return remarks.stream().flatMap(count -> lines(count).stream()).toList();
    }

    private static List<String> lines(RemarkCount count) {
        String examples = examples(count).stream().map(line -> "\n  " + line).collect(Collectors.joining());
        return (headline(count) + examples).lines().toList();
    }

    private static String headline(RemarkCount count) {
        String from = " from " + count.getSegment();
        return switch (count.getKind()) {
            case REMARK_KIND_ANSWERS_EVERYTHING ->
                hosts(count, "answers", "answer") + " for every port" + from + ": open ports there may be no services:";
            case REMARK_KIND_LIMITS_ANSWERS ->
                hosts(count, "limits", "limit") + " the answers to closed ports" + from + " and took longer therefore:";
            case REMARK_KIND_SUSPENDED ->
                Words.count(count.getHosts(), "host") + " stopped answering in mid-scan" + from + ":";
            case REMARK_KIND_UNTRUSTED ->
                Words.count(count.getPorts(), "silent port") + from + " could not be trusted in two runs, in "
                        + Words.count(count.getUnits(), "unit") + ":";
            case REMARK_KIND_UNSPECIFIED, UNRECOGNIZED -> hosts(count, "has", "have") + " a remark" + from + " that is not known"
                    + " to this version of scanctl:";
        };
    }

    private static String hosts(RemarkCount count, String one, String many) {
        return Words.count(count.getHosts(), "host") + " " + (count.getHosts() == 1 ? one : many);
    }

    /** The first few, and how many more there are. */
    static List<String> examples(RemarkCount count) {
        return count.getExamplesList().stream().map(RemarkText::example).toList();
    }

    private static String example(Remark remark) {
        String hosts = Shown.addresses(remark.getAddress(), remark.getCount());
        String evidence = evidence(remark);
        return evidence.isEmpty() ? hosts : hosts + ": " + evidence;
    }

    private static String evidence(Remark remark) {
        return switch (remark.getKind()) {
            case REMARK_KIND_ANSWERS_EVERYTHING -> open(remark);
            case REMARK_KIND_LIMITS_ANSWERS -> "about " + Words.count(remark.getAnswersPps()) + " a second";
            case REMARK_KIND_SUSPENDED -> Words.count(remark.getPorts(), "port") + " not probed";
            case REMARK_KIND_UNTRUSTED ->
                Words.count(remark.getPorts(), "silent port") + " (" + Shown.reason(remark.getReason()) + ")";
            case REMARK_KIND_UNSPECIFIED, UNRECOGNIZED -> "";
        };
    }

    private static String open(Remark remark) {
        String probed = Words.count(remark.getOpenPorts()) + " of " + Words.count(remark.getProbedPorts(), "probed port") + " open";
        if (remark.getNeighboursAsked() > 0) {
            return probed + ", and " + remark.getNeighboursAlike() + " of " + remark.getNeighboursAsked()
                    + " neighbours that were asked answer for every port";
        }
        if (remark.getControlPorts() == 0) {
            return probed;
        }
        String which = remark.getOpenControlPortsList().stream().map(String::valueOf).collect(Collectors.joining(", "));
        return probed + ", and " + remark.getOpenControlPortsCount() + " of " + remark.getControlPorts()
                + " control ports (" + which + ")";
    }
}
