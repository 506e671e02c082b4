package dev.scanctl.agent.accuracy;

/** What a count of failures says of the share behind it. */
final class Confidence {
    /** Halvings of the interval: below 1e-15. */
    private static final int HALVINGS = 50;

    private Confidence() {}

    /**
     * The exact (Clopper-Pearson) one-sided bound: the share of failures that is not exceeded, given what was seen.
     *
     * @param failures 0 to trials
     * @param trials from 1
     * @param doubt chance that the bound is wrong, such as 0.01
     */
    static double mostFailing(long failures, long trials, double doubt) {
        double low = (double) failures / trials;
        double high = 1;
        for (int i = 0; i < HALVINGS; i++) {
            double middle = (low + high) / 2;
            if (atMost(failures, trials, middle) > doubt) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return high;
    }

    /** Chance of at most so many failures, each of the trials failing with this chance, 0 to 1 without both. */
    private static double atMost(long failures, long trials, double chance) {
        if (failures >= trials) {
            return 1;
        }
        double odds = Math.log(chance) - Math.log1p(-chance);
        double logTerm = trials * Math.log1p(-chance);
        double sum = Math.exp(logTerm);
        for (long i = 0; i < failures; i++) {
            logTerm += Math.log((double) (trials - i) / (i + 1)) + odds;
            sum += Math.exp(logTerm);
        }
        return sum;
    }
}
