package dev.scanctl.agent.probe;

import dev.scanctl.agent.probe.engine.ControlQuestions;
import dev.scanctl.wire.AddressRange;
import java.util.List;

/** What there is to say of neighbouring hosts that their port states do not tell; the fields are those of {@code scan.v1.Remark}. */
public sealed interface Remark {

    /** Finished and reported, all alike. */
    AddressRange hosts();

    /**
     * Something answers in the place of the hosts, whatever the port. See {@link ControlQuestions}.
     *
     * @param probed ports of the unit
     * @param open those of each host that were open
     * @param asked control ports of each host that were asked; 0: there was none left, or neighbours were asked instead
     * @param openControl those that were open
     * @param neighboursAsked hosts beside these that were asked control ports; 0: these hosts were asked themselves
     */
    record AnswersEverything(
            AddressRange hosts,
            int probed,
            int open,
            int asked,
            List<Integer> openControl,
            int neighboursAsked,
            int neighboursAlike)
            implements Remark {
        public AnswersEverything {
            openControl = List.copyOf(openControl);
        }
    }

    /**
     * The host sends no more than so many resets or ICMP errors.
     *
     * @param perSecond from 1
     */
    record LimitsAnswers(AddressRange hosts, int perSecond) implements Remark {}
}
