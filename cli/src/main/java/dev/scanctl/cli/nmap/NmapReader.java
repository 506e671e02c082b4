package dev.scanctl.cli.nmap;

import com.ctc.wstx.api.WstxInputProperties;
import com.ctc.wstx.stax.WstxInputFactory;
import dev.scanctl.wire.Address;
import dev.scanctl.wire.PortRange;
import dev.scanctl.wire.PortSet;
import dev.scanctl.wire.Protocol;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/**
 * Reads a report of nmap's element by element; what is held of it is one host. Nothing that the document names is fetched, and
 * no entity of its own is known.
 */
public final class NmapReader {
    private static final XMLInputFactory FACTORY = factory();

    /** Of a value: what scripts wrote may be long, and is passed over. */
    private static final int MOST_CHARACTERS = 1 << 24;

    /** No number of a report's is longer. */
    private static final int MOST_DIGITS = 12;

    private final XMLStreamReader xml;
    private final Visitor visitor;
    private @Nullable NmapHost host;

    /** Gets what a report tells, in the order in which it does. */
    public interface Visitor {
        /** Milliseconds since 1970. */
        default void time(long millis) {}

        /**
         * What was covered.
         *
         * @param type such as {@code syn}
         * @param protocol such as {@code tcp}
         */
        default void covered(String type, String protocol, PortSet ports) {}

        /** Whole. */
        void host(NmapHost host);
    }

    NmapReader(InputStream in, Visitor visitor) throws XMLStreamException {
        this.xml = FACTORY.createXMLStreamReader(in);
        this.visitor = visitor;
    }

    private static XMLInputFactory factory() {
        XMLInputFactory factory = new WstxInputFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_NAMESPACE_AWARE, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(WstxInputProperties.P_MAX_ATTRIBUTE_SIZE, MOST_CHARACTERS);
        return factory;
    }

    /** Where a document ceases to be XML, and why, in one line. */
    static String why(XMLStreamException e) {
        String text = String.valueOf(e.getMessage());
        int place = text.indexOf("\n at [row,col");
        String message = (place < 0 ? text : text.substring(0, place)).replaceAll("\\s+", " ");
        return e.getLocation() == null
                ? message
                : "line " + e.getLocation().getLineNumber() + ", column " + e.getLocation().getColumnNumber() + ": " + message;
    }

    void read() throws XMLStreamException {
        boolean root = true;
        for (int event = xml.getEventType(); event != XMLStreamConstants.END_DOCUMENT; event = xml.next()) {
            if (event == XMLStreamConstants.START_ELEMENT) {
                if (root && !xml.getLocalName().equals("nmaprun")) {
                    throw wrong("this is <" + xml.getLocalName() + ">, not a report of nmap's (<nmaprun>)");
                }
                root = false;
                begin(xml.getLocalName());
            } else if (event == XMLStreamConstants.END_ELEMENT && xml.getLocalName().equals("host") && host != null) {
                visitor.host(host);
                host = null;
            }
        }
        xml.close();
    }

    private void begin(String element) {
        switch (element) {
            case "nmaprun" -> time("start");
            case "finished" -> time("time");
            case "scaninfo" -> visitor.covered(text("type"), text("protocol"), PortSet.of(ports(text("services"))));
            case "host" -> {
                long seconds = number("endtime").or(() -> number("starttime")).orElse(0L);
                host = new NmapHost(seconds * 1_000, text("timedout").equals("true"));
            }
            default -> {
                if (host != null) {
                    within(host, element);
                }
            }
        }
    }

    private void within(NmapHost present, String element) {
        switch (element) {
            case "status" -> present.state(text("state"));
            case "address" -> {
                if (!text("addrtype").equals("mac") && present.address().isEmpty()) {
                    present.address(address(text("addr")));
                }
            }
            case "hostname" -> {
                if (text("type").equals("user") && !text("name").isEmpty()) {
                    present.name(text("name"));
                }
            }
            case "extraports" -> present.extra(text("state"), number("count").orElse(0L));
            case "extrareasons" -> present.because(text("reason"), protocol(text("proto")), ports(text("ports")));
            case "port" -> present.port(protocol(text("protocol")), port(text("portid")));
            case "state" -> present.portState(text("state"), text("reason"));
            default -> {
                // Services, scripts, operating systems and routes are not ours to keep.
            }
        }
    }

    private void time(String attribute) {
        number(attribute).ifPresent(seconds -> visitor.time(seconds * 1_000));
    }

    /** Empty where it is absent. */
    private String text(String attribute) {
        String value = xml.getAttributeValue(null, attribute);
        return value == null ? "" : value;
    }

    private Optional<Long> number(String attribute) {
        String text = text(attribute);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        if (text.length() > MOST_DIGITS || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw wrong(attribute + " is '" + cut(text) + "', not a number");
        }
        return Optional.of(Long.valueOf(text));
    }

    private Address address(String text) {
        try {
            return Address.parse(text);
        } catch (IllegalArgumentException e) {
            throw wrong("'" + cut(text) + "' is not an address");
        }
    }

    /** Empty for one that is not ours. */
    private static Optional<Protocol> protocol(String text) {
        return switch (text) {
            case "tcp" -> Optional.of(Protocol.TCP);
            case "udp" -> Optional.of(Protocol.UDP);
            default -> Optional.empty();
        };
    }

    private int port(String text) {
        return port(text, 0, text.length());
    }

    private int port(String text, int from, int end) {
        int port = end > from && end - from <= 5 ? 0 : -1;
        for (int i = from; i < end && port >= 0; i++) {
            int digit = text.charAt(i) - '0';
            port = digit < 0 || digit > 9 ? -1 : port * 10 + digit;
        }
        if (port < 0 || port > 0xffff) {
            throw wrong("'" + cut(text.substring(from, end)) + "' is not a port");
        }
        return port;
    }

    /** As nmap lists them: "1-1024,3389". */
    private List<PortRange> ports(String text) {
        List<PortRange> ranges = new ArrayList<>();
        for (int from = 0; from < text.length(); ) {
            int end = from;
            int dash = -1;
            for (; end < text.length() && text.charAt(end) != ','; end++) {
                dash = text.charAt(end) == '-' ? end : dash;
            }
            int first = port(text, from, dash < 0 ? end : dash);
            int last = dash < 0 ? first : port(text, dash + 1, end);
            if (first > last) {
                throw wrong("'" + cut(text.substring(from, end)) + "' are no ports");
            }
            ranges.add(new PortRange(first, last));
            from = end + 1;
        }
        return ranges;
    }

    private NotNmap wrong(String sentence) {
        return new NotNmap(xml.getLocation(), sentence);
    }

    private static String cut(String text) {
        return text.length() <= 60 ? text : text.substring(0, 60) + "...";
    }
}
