/**
 * nmap's XML format, output version 1.05, as nmap's own DTD has it: observations of one scan from one segment go out as
 * such a file, host by host; reports that nmap wrote come in, host by host, too. Used from the main thread.
 */
@NullMarked
package dev.scanctl.cli.nmap;

import org.jspecify.annotations.NullMarked;
