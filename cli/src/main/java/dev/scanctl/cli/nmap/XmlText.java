package dev.scanctl.cli.nmap;

/** Text from outside as the value of an attribute: whatever it holds, the document stays well-formed and is ASCII. */
final class XmlText {
    private XmlText() {}

    /**
     * What means something to XML, and all beyond printable ASCII, stands as a reference. What XML 1.0 has no way to say
     * (control characters, lone surrogates, U+FFFE and U+FFFF) becomes U+FFFD.
     */
    static String of(String text) {
        StringBuilder safe = new StringBuilder(text.length() + 8);
        text.codePoints().forEach(c -> {
            if (c >= ' ' && c < 0x7f && "&<>\"'".indexOf(c) < 0) {
                safe.append((char) c);
            } else {
                safe.append("&#").append(allowed(c) ? c : 0xfffd).append(';');
            }
        });
        return safe.toString();
    }

    /** The production Char of XML 1.0. */
    private static boolean allowed(int c) {
        return c == '\t' || c == '\n' || c == '\r' || (c >= ' ' && c < 0xd800) || (c > 0xdfff && c < 0xfffe) || c > 0xffff;
    }
}
