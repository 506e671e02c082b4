package dev.scanctl.cli.view;

import dev.scanctl.cli.output.Words;
import dev.scanctl.proto.v1.SegmentProgress;
import java.util.Locale;

/** How many open ports a segment may have taken for filtered, in words. */
final class MissText {
    private static final int MILLION = 1_000_000;
    /** From here on a percentage says more than one in so many. */
    private static final int ONE_IN_TWENTY = MILLION / 20;

    private MissText() {}

    /** Empty as long as no port has its verdict. */
    static String of(SegmentProgress progress) {
        if (!progress.hasQuality() || progress.getQuality().getSent() == 0) {
            return "";
        }
        return "from " + progress.getSegment() + " " + share(progress);
    }

    private static String share(SegmentProgress progress) {
        if (!progress.hasMissPpm()) {
            return progress.getQuality().getAnswered() == 0
                    ? "it cannot be told, nothing answered"
                    : "it cannot be told, too few ports answered";
        }
        int ppm = progress.getMissPpm();
        if (ppm == 0) {
            return "none, no port was silent";
        }
        if (ppm == 1) {
            return "fewer than 1 in 1,000,000 open ports";
        }
        return ppm < ONE_IN_TWENTY
                ? "up to about 1 in " + Words.count(rounded(MILLION / ppm)) + " open ports"
                : String.format(Locale.ROOT, "up to about %.0f %% of the open ports", ppm / 1e4);
    }

    /** To two digits: an estimate is no better. */
    private static int rounded(int number) {
        int unit = 1;
        while (number / unit >= 100) {
            unit *= 10;
        }
        return (number + unit / 2) / unit * unit;
    }
}
