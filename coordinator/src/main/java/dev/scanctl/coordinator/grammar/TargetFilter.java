package dev.scanctl.coordinator.grammar;

import dev.scanctl.proto.v1.SourceText;
import dev.scanctl.wire.PortRange;
import dev.scanctl.wire.PortSet;
import dev.scanctl.wire.Protocol;
import java.util.EnumSet;
import java.util.List;

/**
 * Targets with or without ports behind a colon: {@code 10.0.0.1:443}, {@code [2001:db8::1]:443}, {@code www:80-90}.
 *
 * @param ports of both protocols; every port where none were typed
 */
public record TargetFilter(Targets targets, Ports ports) {
    private static final PortSet EVERY = PortSet.of(new PortRange(0, 0xffff));

    /** {@link BadInput} if malformed, or if a name does not resolve. An IPv6 address needs brackets to have ports. */
    public static TargetFilter parse(SourceText typed, NameResolver names) {
        Excerpt text = Excerpt.of(typed).stripped();
        int colon = portColon(text.text());
        Excerpt target = colon < 0 ? text : text.part(0, colon);
        Ports ports = colon < 0 ? new Ports(EVERY, EVERY) : ports(text.from(colon + 1));
        List<Excerpt> targets = TargetSplitter.split(target);
        if (targets.isEmpty()) {
            throw target.refuse("an empty target", "names nothing");
        }
        return new TargetFilter(new TargetParser(names).read(targets), ports);
    }

    private static Ports ports(Excerpt typed) {
        if (typed.stripped().isEmpty()) {
            throw typed.refuse("an empty port", "stands behind the colon");
        }
        return PortParser.parse(typed, EnumSet.allOf(Protocol.class));
    }

    /** The colon before the ports: the one behind a closing bracket, or the only one. −1: there is none. */
    private static int portColon(String text) {
        int colon = text.lastIndexOf(':');
        boolean bracketed = text.startsWith("[");
        return (bracketed ? colon > text.lastIndexOf(']') : colon == text.indexOf(':')) ? colon : -1;
    }
}
