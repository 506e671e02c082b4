package dev.scanctl.wire;

/** IPv6 addresses as text by RFC 5952: lower case, no leading zeros, the longest run of zero groups shortened. */
final class Ipv6Text {
    private static final int GROUPS = 8;

    private Ipv6Text() {}

    static String of(long high, long low) {
        int start = -1;
        int length = 1;
        for (int i = 0; i < GROUPS; i++) {
            int zeros = zerosFrom(i, high, low);
            if (zeros > length) {
                start = i;
                length = zeros;
            }
        }
        return start < 0
                ? groups(0, GROUPS, high, low)
                : groups(0, start, high, low) + "::" + groups(start + length, GROUPS, high, low);
    }

    private static String groups(int from, int to, long high, long low) {
        StringBuilder text = new StringBuilder();
        for (int i = from; i < to; i++) {
            text.append(i == from ? "" : ":").append(Integer.toHexString(group(i, high, low)));
        }
        return text.toString();
    }

    private static int zerosFrom(int first, long high, long low) {
        int i = first;
        while (i < GROUPS && group(i, high, low) == 0) {
            i++;
        }
        return i - first;
    }

    private static int group(int i, long high, long low) {
        long half = i < 4 ? high : low;
        return (int) (half >>> (3 - i % 4) * 16) & 0xffff;
    }
}
