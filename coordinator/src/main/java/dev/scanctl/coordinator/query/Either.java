package dev.scanctl.coordinator.query;

import dev.scanctl.wire.Address;
import dev.scanctl.wire.AddressSet;

/** Addresses of which one of two others has something to say: two ascending streams merged into one. */
public final class Either implements Candidates {
    private final Candidates one;
    private final Candidates other;
    private AddressSet fromOne;
    private AddressSet fromOther;

    public Either(Candidates one, Candidates other) {
        this.one = one;
        this.other = other;
        this.fromOne = one.next();
        this.fromOther = other.next();
    }

    @Override
    public AddressSet next() {
        if (fromOne.isEmpty() && fromOther.isEmpty()) {
            return AddressSet.EMPTY;
        }
        Address last = last();
        AddressSet window = upTo(last, fromOne).union(upTo(last, fromOther));
        fromOne = rest(last, fromOne, one);
        fromOther = rest(last, fromOther, other);
        return window;
    }

    /** Below it nothing more can come from either. */
    private Address last() {
        if (fromOne.isEmpty() || fromOther.isEmpty()) {
            AddressSet left = fromOne.isEmpty() ? fromOther : fromOne;
            return left.ranges().getLast().last();
        }
        Address a = fromOne.ranges().getLast().last();
        Address b = fromOther.ranges().getLast().last();
        return a.compareTo(b) <= 0 ? a : b;
    }

    private static AddressSet upTo(Address last, AddressSet window) {
        return window.slice(0, behind(last, window));
    }

    private static long behind(Address last, AddressSet window) {
        return window.ranksBelow(last) + (window.contains(last) ? 1 : 0);
    }

    private static AddressSet rest(Address last, AddressSet window, Candidates more) {
        AddressSet rest = window.slice(behind(last, window), window.size());
        return rest.isEmpty() && !window.isEmpty() ? more.next() : rest;
    }
}
