package dev.scanctl.coordinator.history;

import java.util.Map;
import java.util.TreeMap;

/**
 * When the hosts of a block of addresses answered first and last, by their place in it. In whatever order answers come,
 * and however often, it is the same in the end. As bytes: a version, the number of hosts, and for each of them the gap to
 * the place before and four differences from the host before it (first time and scan, last time and scan), as varints.
 * Owned by one thread.
 */
public final class SeenBlock {
    private static final int VERSION = 1;

    private final TreeMap<Integer, Seen> hosts = new TreeMap<>();
    private boolean changed;

    /** Whether {@link #add} changed anything. */
    public boolean changed() {
        return changed;
    }

    /** By place. */
    public Map<Integer, Seen> hosts() {
        return hosts;
    }

    /** The host of a place answered. */
    public void add(int place, Moment at) {
        Seen before = hosts.get(place);
        Seen after = before == null ? new Seen(at, at) : before.and(at);
        if (after != before) {
            hosts.put(place, after);
            changed = true;
        }
    }

    public byte[] encode() {
        VarintWriter out = new VarintWriter();
        out.write(VERSION);
        out.write(hosts.size());
        int next = 0;
        Moment first = new Moment(0, 0);
        Moment last = first;
        for (Map.Entry<Integer, Seen> entry : hosts.entrySet()) {
            out.write(entry.getKey() - next);
            write(out, first, entry.getValue().first());
            write(out, last, entry.getValue().last());
            next = entry.getKey() + 1;
            first = entry.getValue().first();
            last = entry.getValue().last();
        }
        return out.toBytes();
    }

    private static void write(VarintWriter out, Moment before, Moment moment) {
        out.writeSigned(moment.ms() - before.ms());
        out.writeSigned(moment.scanId() - before.scanId());
    }

    /** {@link IllegalArgumentException} if these bytes are no such block. */
    public static SeenBlock decode(byte[] encoded) {
        VarintReader in = new VarintReader(encoded);
        if (in.next() != VERSION) {
            throw new IllegalArgumentException("times of hosts of another version");
        }
        SeenBlock block = new SeenBlock();
        int next = 0;
        Moment first = new Moment(0, 0);
        Moment last = first;
        for (int left = in.nextInt(); left > 0; left--) {
            int place = next + in.nextInt();
            first = read(in, first);
            last = read(in, last);
            block.hosts.put(place, new Seen(first, last));
            next = place + 1;
        }
        return block;
    }

    private static Moment read(VarintReader in, Moment before) {
        return new Moment(before.ms() + in.nextSigned(), before.scanId() + in.nextSigned());
    }
}
