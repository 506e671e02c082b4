package dev.scanctl.cli.nmap;

import javax.xml.stream.Location;

/** What is well-formed XML and yet no report of nmap's; the message says where and why. */
final class NotNmap extends RuntimeException {
    private static final long serialVersionUID = 1;

    NotNmap(Location at, String sentence) {
        super("line " + at.getLineNumber() + ", column " + at.getColumnNumber() + ": " + sentence);
    }

    /** So much of a value of the report's as a sentence may quote. */
    static String cut(String text) {
        return text.length() <= 60 ? text : text.substring(0, 60) + "...";
    }
}
