package dev.scanctl.cli.nmap;

import javax.xml.stream.Location;

/** What is well-formed XML and yet no report of nmap's; the message says where and why. */
final class NotNmap extends RuntimeException {
    private static final long serialVersionUID = 1;

    NotNmap(Location at, String sentence) {
        super("line " + at.getLineNumber() + ", column " + at.getColumnNumber() + ": " + sentence);
    }
}
