package dev.scanctl.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import java.util.Arrays;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The enums of this package and those of the contract are the same, name by name and number by number. */
final class ContractNumbersTest {

    @Test
    void numbersAndNamesAreThoseOfTheContract() {
        same(dev.scanctl.proto.v1.Protocol.getDescriptor(), Protocol.values(), Protocol::number, Protocol::of);
        same(dev.scanctl.proto.v1.Method.getDescriptor(), Method.values(), Method::number, Method::of);
        same(dev.scanctl.proto.v1.PortState.getDescriptor(), PortState.values(), PortState::number, PortState::of);
        same(dev.scanctl.proto.v1.Reason.getDescriptor(), Reason.values(), Reason::number, Reason::of);
    }

    @Test
    void labelsAreDistinct() {
        assertThat(Arrays.stream(Reason.values()).map(Reason::label)).doesNotHaveDuplicates();
        assertThat(Arrays.stream(PortState.values()).map(PortState::label)).doesNotHaveDuplicates();
        assertThat(Arrays.stream(Method.values()).map(Method::label)).doesNotHaveDuplicates();
    }

    @Test
    void outcomesAreInternedByTheirCode() {
        for (PortState state : PortState.values()) {
            for (Reason reason : Reason.values()) {
                Outcome outcome = Outcome.of(state, reason);
                assertThat(Outcome.ofCode(outcome.code())).isSameAs(outcome);
                assertThat(outcome.state()).isEqualTo(state);
                assertThat(outcome.reason()).isEqualTo(reason);
            }
        }
        for (int code : new int[] {0, 7, 8, 15, -1, Integer.MIN_VALUE, Integer.MAX_VALUE}) {
            assertThatIllegalArgumentException().isThrownBy(() -> Outcome.ofCode(code));
        }
    }

    @Test
    void openBeatsClosedBeatsFilteredBeatsUnknown() {
        assertThat(PortState.OPEN.beats(PortState.CLOSED)).isTrue();
        assertThat(PortState.CLOSED.beats(PortState.FILTERED)).isTrue();
        assertThat(PortState.FILTERED.beats(PortState.UNKNOWN)).isTrue();
        assertThat(PortState.UNKNOWN.beats(PortState.UNKNOWN)).isFalse();
    }

    private static <E extends Enum<E>> void same(
            EnumDescriptor contract, E[] values, ToIntFunction<E> number, IntFunction<E> of) {
        String prefix = contract.findValueByNumber(0).getName().replace("UNSPECIFIED", "");
        Map<String, Integer> expected = contract.getValues().stream()
                .filter(value -> value.getNumber() != 0)
                .collect(Collectors.toMap(
                        value -> value.getName().substring(prefix.length()), EnumValueDescriptor::getNumber));

        assertThat(Arrays.stream(values).collect(Collectors.toMap(Enum::name, number::applyAsInt))).isEqualTo(expected);
        for (E value : values) {
            assertThat(of.apply(number.applyAsInt(value))).isEqualTo(value);
        }
        for (int unknown : new int[] {0, -1, values.length + 1, Integer.MAX_VALUE}) {
            assertThatIllegalArgumentException().isThrownBy(() -> of.apply(unknown));
        }
    }
}
