package dev.scanctl.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Random;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Sets near the ends of both families, held to plain sets of their addresses. The seed is in each failure's name. */
final class AddressSetTest {
    private static final int WINDOW = 24;
    private static final List<Address> BASES = List.of(
            Address.v4(0),
            Address.v4(-WINDOW),
            Address.parse("::"),
            new Address(true, 4, -WINDOW / 2),
            new Address(true, -1, -WINDOW));

    static LongStream seeds() {
        return LongStream.range(0, 300);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void setsBehaveLikeSets(long seed) {
        Random random = new Random(seed);
        List<AddressRange> some = ranges(random);
        List<AddressRange> others = ranges(random);
        AddressSet a = AddressSet.of(some);
        AddressSet b = AddressSet.of(others);

        assertThat(members(a)).isEqualTo(members(some));
        assertThat(members(a.union(b))).isEqualTo(with(some, set -> set.addAll(members(others))));
        assertThat(members(a.minus(b))).isEqualTo(with(some, set -> set.removeAll(members(others))));
        assertThat(members(a.intersect(b))).isEqualTo(with(some, set -> set.retainAll(members(others))));
        assertThat(a.minus(b).union(a.intersect(b))).isEqualTo(a).hasSameHashCodeAs(a);
        assertThat(a.family(false).union(a.family(true))).isEqualTo(a);
        List.of(a, b, a.union(b), a.minus(b), a.intersect(b)).forEach(AddressSetTest::isCanonical);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void ranksCountMembersInOrder(long seed) {
        Random random = new Random(seed);
        AddressSet set = AddressSet.of(ranges(random));
        List<Address> members = List.copyOf(members(set));

        assertThat(set.size()).isEqualTo(members.size());
        for (int rank = 0; rank < members.size(); rank++) {
            assertThat(set.at(rank)).isEqualTo(members.get(rank));
            assertThat(set.rankOf(members.get(rank))).isEqualTo(rank);
            assertThat(set.ranksBelow(members.get(rank))).isEqualTo(rank);
        }
        for (Address base : BASES) {
            long below = members.stream().filter(member -> member.compareTo(base) < 0).count();
            assertThat(set.ranksBelow(base)).isEqualTo(below);
            assertThat(set.ranksBelow(base.plus(WINDOW / 3)))
                    .isEqualTo(members.stream()
                            .filter(member -> member.compareTo(base.plus(WINDOW / 3)) < 0)
                            .count());
        }
        int from = random.nextInt(members.size() + 2) - 1;
        int to = random.nextInt(members.size() + 2);
        List<Address> slice = from >= to ? List.of() : members.subList(Math.max(0, from), Math.min(to, members.size()));
        assertThat(members(set.slice(from, to))).isEqualTo(new TreeSet<>(slice));
        isCanonical(set.slice(from, to));
    }

    @Test
    void ranksOutsideAreRefusedAndStrangersHaveNone() {
        AddressSet set = AddressSet.of(AddressRange.ofPrefix(Address.v4(0), 24));

        assertThat(set.rankOf(Address.parse("0.0.1.0"))).isEqualTo(-1);
        assertThat(set.rankOf(Address.parse("::1"))).isEqualTo(-1);
        assertThat(set.contains(Address.parse("::1"))).isFalse();
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> set.at(256));
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> set.at(-1));
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> AddressSet.EMPTY.at(0));
    }

    @Test
    void everythingIsASetOfTwoRanges() {
        AddressRange v4 = AddressRange.ofPrefix(Address.v4(0), 0);
        AddressRange v6 = AddressRange.ofPrefix(Address.parse("::"), 0);
        AddressSet all = AddressSet.of(v6, v4);

        assertThat(all.ranges()).containsExactly(v4, v6);
        assertThat(all.size()).isEqualTo(Long.MAX_VALUE);
        assertThat(all.minus(all)).isEqualTo(AddressSet.EMPTY);
        assertThat(all.at(1L << 32)).hasToString("::");
        assertThat(all.rankOf(Address.parse("::7"))).isEqualTo((1L << 32) + 7);
        assertThat(all.rankOf(v6.last())).isEqualTo(Long.MAX_VALUE);
        assertThat(all.minus(AddressSet.of(AddressRange.of(Address.parse("::")))).ranges().getLast().first())
                .hasToString("::1");
    }

    @Test
    void ranksBehindTheCountableAreNeverNegative() {
        AddressSet set = AddressSet.of(
                AddressRange.ofPrefix(Address.parse("2000::"), 16), AddressRange.ofPrefix(Address.parse("3000::"), 16));

        assertThat(set.rankOf(Address.parse("3000::5"))).isEqualTo(Long.MAX_VALUE);
    }

    private static void isCanonical(AddressSet set) {
        for (int i = 1; i < set.ranges().size(); i++) {
            AddressRange before = set.ranges().get(i - 1);
            AddressRange range = set.ranges().get(i);
            assertThat(before.last()).isLessThan(range.first());
            boolean oneFamily = before.first().v6() == range.first().v6();
            assertThat(oneFamily && range.first().minus(before.last()) == 1).isFalse();
        }
    }

    private static List<AddressRange> ranges(Random random) {
        List<AddressRange> ranges = new ArrayList<>();
        for (int i = random.nextInt(10); i > 0; i--) {
            Address base = BASES.get(random.nextInt(BASES.size()));
            int first = random.nextInt(WINDOW);
            int last = first + random.nextInt(WINDOW - first);
            ranges.add(new AddressRange(base.plus(first), base.plus(last)));
        }
        return ranges;
    }

    private static NavigableSet<Address> members(AddressSet set) {
        return members(set.ranges());
    }

    private static NavigableSet<Address> members(List<AddressRange> ranges) {
        NavigableSet<Address> members = new TreeSet<>();
        ranges.forEach(range -> LongStream.range(0, range.size()).mapToObj(range.first()::plus).forEach(members::add));
        return members;
    }

    private static NavigableSet<Address> with(
            List<AddressRange> ranges, Consumer<NavigableSet<Address>> change) {
        NavigableSet<Address> members = members(ranges);
        change.accept(members);
        return members;
    }
}
