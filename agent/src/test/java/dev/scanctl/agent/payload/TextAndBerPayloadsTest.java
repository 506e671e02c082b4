package dev.scanctl.agent.payload;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Payloads in lines of text and in BER, read as their specifications have them. */
class TextAndBerPayloadsTest {
    private static final long ID = 0x1122_3344_5566_7788L;

    @Test
    void ssdpSearchesForRootDevicesOnly() {
        List<String> lines = lines(DevicePayloads.ssdp());

        assertThat(lines.getFirst()).isEqualTo("M-SEARCH * HTTP/1.1");
        assertThat(lines).contains("MAN: \"ssdp:discover\"", "MX: 1", "ST: upnp:rootdevice");
        assertThat(lines.getLast()).as("an empty line ends it").isEmpty();
    }

    @Test
    void sipAsksForOptionsAndGoesNoFurther() {
        List<String> lines = lines(DevicePayloads.sip());

        assertThat(lines.getFirst()).isEqualTo("OPTIONS sip:a.invalid SIP/2.0");
        assertThat(lines)
                .contains(
                        "v: SIP/2.0/UDP a.invalid;branch=z9hG4bK55667788;rport",
                        "Max-Forwards: 0",
                        "f: <sip:a.invalid>;tag=55667788",
                        "t: <sip:a.invalid>",
                        "i: 55667788",
                        "CSeq: 1 OPTIONS",
                        "l: 0");
        assertThat(lines.getLast()).isEmpty();
    }

    @Test
    void tftpReadsAFileThatNobodyHas() {
        assertThat(text(DevicePayloads.tftp())).isEqualTo("\0\1scanctl.invalid\0octet\0");
    }

    @ParameterizedTest
    @CsvSource({"161, 0", "161, 1", "389, 0", "88, 0"})
    void berMessagesAreWellFormed(int port, int before) {
        byte[] message = PayloadsTest.with(Payloads.forPort(port, before), ID);

        assertThat(valuesOf(ByteBuffer.wrap(message))).isEqualTo(1);
    }

    @Test
    void snmpAsksForOneNumber() {
        ByteBuffer message = inside(bytes(ManagementPayloads.snmp1()), 0x30);

        assertThat(inside(message, 0x02).get()).as("version 1").isZero();
        assertThat(text(inside(message, 0x04))).isEqualTo("public");
        ByteBuffer pdu = inside(message, 0xa0);
        assertThat(inside(pdu, 0x02).getInt()).isEqualTo(0x4066_7788);
        assertThat(inside(pdu, 0x02).get()).as("error").isZero();
        assertThat(inside(pdu, 0x02).get()).as("index of the error").isZero();
        ByteBuffer variable = inside(inside(pdu, 0x30), 0x30);
        assertThat(inside(variable, 0x06)).isEqualTo(ByteBuffer.wrap(new byte[] {0x2b, 6, 1, 2, 1, 1, 3, 0}));
        assertThat(inside(variable, 0x05).hasRemaining()).isFalse();
    }

    @Test
    void snmp3AsksForTheEngineWithoutACredential() {
        ByteBuffer message = inside(bytes(ManagementPayloads.snmp3()), 0x30);

        assertThat(inside(message, 0x02).get()).as("version").isEqualTo((byte) 3);
        ByteBuffer header = inside(message, 0x30);
        assertThat(inside(header, 0x02).getInt()).isEqualTo(0x4066_7788);
        assertThat(inside(header, 0x02).getShort()).as("largest message").isEqualTo((short) 484);
        assertThat(inside(header, 0x04).get()).as("reportable, neither signed nor encrypted").isEqualTo((byte) 4);
        assertThat(inside(header, 0x02).get()).as("user-based security").isEqualTo((byte) 3);
        ByteBuffer security = inside(inside(message, 0x04), 0x30);
        assertThat(inside(security, 0x04).hasRemaining()).as("engine not known").isFalse();
        ByteBuffer scoped = inside(message, 0x30);
        assertThat(inside(scoped, 0x04).hasRemaining()).as("engine of the context").isFalse();
        assertThat(inside(scoped, 0x04).hasRemaining()).as("name of the context").isFalse();
        ByteBuffer pdu = inside(scoped, 0xa0);
        assertThat(inside(pdu, 0x02).getInt()).isEqualTo(0x4066_7788);
        assertThat(message.hasRemaining()).isFalse();
    }

    @Test
    void cldapAsksForOneAttributeOfTheRoot() {
        ByteBuffer message = inside(bytes(DirectoryPayloads.cldap()), 0x30);

        assertThat(inside(message, 0x02).getInt()).isEqualTo(0x4066_7788);
        ByteBuffer search = inside(message, 0x63);
        assertThat(inside(search, 0x04).hasRemaining()).as("base: the root").isFalse();
        assertThat(inside(search, 0x0a).get()).as("the base itself").isZero();
        assertThat(inside(search, 0x0a).get()).as("aliases").isZero();
        assertThat(inside(search, 0x02).get()).as("one entry").isEqualTo((byte) 1);
        assertThat(inside(search, 0x02).get()).as("one second").isEqualTo((byte) 1);
        assertThat(inside(search, 0x01).get()).as("values too").isZero();
        assertThat(text(inside(search, 0x87))).isEqualTo("objectClass");
        ByteBuffer attributes = inside(search, 0x30);
        assertThat(text(inside(attributes, 0x04))).isEqualTo("supportedLDAPVersion");
        assertThat(attributes.hasRemaining()).isFalse();
    }

    @Test
    void kerberosAsksForAnUnknownRealmWithoutAnyProof() {
        ByteBuffer request = inside(inside(bytes(DirectoryPayloads.kerberos()), 0x6a), 0x30);

        assertThat(inside(inside(request, 0xa1), 0x02).get()).as("version").isEqualTo((byte) 5);
        assertThat(inside(inside(request, 0xa2), 0x02).get()).as("AS-REQ").isEqualTo((byte) 10);
        ByteBuffer body = inside(inside(request, 0xa4), 0x30);
        assertThat(inside(inside(body, 0xa0), 0x03).remaining()).as("32 options behind the unused bits").isEqualTo(5);
        assertThat(text(inside(inside(body, 0xa2), 0x1b))).isEqualTo("INVALID");
        ByteBuffer service = inside(inside(body, 0xa3), 0x30);
        assertThat(inside(inside(service, 0xa0), 0x02).get()).as("service and instance").isEqualTo((byte) 2);
        ByteBuffer names = inside(inside(service, 0xa1), 0x30);
        assertThat(text(inside(names, 0x1b)) + "/" + text(inside(names, 0x1b))).isEqualTo("krbtgt/INVALID");
        assertThat(text(inside(inside(body, 0xa5), 0x18))).isEqualTo("19700101000000Z");
        assertThat(inside(inside(body, 0xa7), 0x02).getInt()).isEqualTo(0x4066_7788);
        assertThat(inside(inside(inside(body, 0xa8), 0x30), 0x02).get()).as("AES-256").isEqualTo((byte) 18);
        assertThat(body.hasRemaining() || request.hasRemaining()).isFalse();
    }

    /** The content of the next value, which must have this tag; the buffer moves behind it. */
    private static ByteBuffer inside(ByteBuffer buffer, int tag) {
        assertThat(Byte.toUnsignedInt(buffer.get())).as("tag").isEqualTo(tag);
        int length = Byte.toUnsignedInt(buffer.get());
        if (length == 0x81) {
            length = Byte.toUnsignedInt(buffer.get());
            assertThat(length).as("the long form only where it is needed").isGreaterThan(127);
        }
        ByteBuffer content = buffer.slice(buffer.position(), length);
        buffer.position(buffer.position() + length);
        return content;
    }

    /** How many values stand here, each constructed one well-formed within. */
    private static int valuesOf(ByteBuffer buffer) {
        int values = 0;
        while (buffer.hasRemaining()) {
            int tag = Byte.toUnsignedInt(buffer.get(buffer.position()));
            ByteBuffer content = inside(buffer, tag);
            assertThat((tag & 0x20) == 0 || valuesOf(content) >= 0).isTrue();
            values++;
        }
        return values;
    }

    private static List<String> lines(Payload payload) {
        return List.of(text(payload).split("\r\n", -1)).reversed().stream().skip(1).toList().reversed();
    }

    private static String text(Payload payload) {
        return text(bytes(payload));
    }

    private static String text(ByteBuffer buffer) {
        return ISO_8859_1.decode(buffer).toString();
    }

    private static ByteBuffer bytes(Payload payload) {
        return ByteBuffer.wrap(PayloadsTest.with(payload, ID));
    }
}
