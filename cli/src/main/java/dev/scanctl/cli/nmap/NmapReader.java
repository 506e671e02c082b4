package dev.scanctl.cli.nmap;

import com.fasterxml.aalto.stax.InputFactoryImpl;
import dev.scanctl.wire.Address;
import dev.scanctl.wire.PortSet;
import dev.scanctl.wire.Protocol;
import java.io.InputStream;
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

    /** Of elements in one another; nmap's scripts nest some ten. */
    private static final int MOST_DEEP = 1_000;

    /** No number of a report's is longer. */
    private static final int MOST_DIGITS = 12;

    private final Leash bytes;
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
        this.bytes = new Leash(in);
        this.xml = FACTORY.createXMLStreamReader(bytes);
        this.visitor = visitor;
    }

    private static XMLInputFactory factory() {
        XMLInputFactory factory = new InputFactoryImpl();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
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
        int depth = 0;
        for (int event = xml.getEventType(); event != XMLStreamConstants.END_DOCUMENT; event = next()) {
            if (event == XMLStreamConstants.START_ELEMENT) {
                if (depth == 0 && !xml.getLocalName().equals("nmaprun")) {
                    throw wrong("this is <" + xml.getLocalName() + ">, not a report of nmap's (<nmaprun>)");
                }
                if (++depth > MOST_DEEP) {
                    throw wrong("there are more than " + MOST_DEEP + " elements in one another");
                }
                begin(xml.getLocalName());
            } else if (event == XMLStreamConstants.END_ELEMENT) {
                depth--;
                end(xml.getLocalName());
            }
        }
        xml.close();
    }

    private int next() throws XMLStreamException {
        bytes.renew();
        return xml.next();
    }

    private void begin(String element) {
        switch (element) {
            case "nmaprun" -> time("start");
            case "finished" -> time("time");
            case "scaninfo" -> visitor.covered(text("type"), text("protocol"), ports("services").set());
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
            case "extrareasons" -> present.because(text("reason"), protocol(text("proto")), ports("ports"));
            case "port" -> present.port(protocol(text("protocol")), port("portid"));
            case "state" -> present.portState(text("state"), text("reason"));
            default -> {
                // Services, scripts, operating systems and routes are not ours to keep.
            }
        }
    }

    private void end(String element) {
        if (host != null && element.equals("host")) {
            visitor.host(host);
            host = null;
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
            throw wrong(attribute + " is '" + NotNmap.cut(text) + "', not a number");
        }
        return Optional.of(Long.valueOf(text));
    }

    private Address address(String text) {
        try {
            return Address.parse(text);
        } catch (IllegalArgumentException e) {
            throw wrong("'" + NotNmap.cut(text) + "' is not an address");
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

    private PortList ports(String attribute) {
        try {
            return PortList.parse(text(attribute));
        } catch (IllegalArgumentException e) {
            throw wrong(String.valueOf(e.getMessage()));
        }
    }

    private int port(String attribute) {
        try {
            return PortList.port(text(attribute));
        } catch (IllegalArgumentException e) {
            throw wrong(String.valueOf(e.getMessage()));
        }
    }

    private NotNmap wrong(String sentence) {
        return new NotNmap(xml.getLocation(), sentence);
    }
}
