/**
 * What both ends of a connection know about trust: credentials in a file, tokens, who a certificate names, and which
 * certificates of a coordinator are believed. Cryptography is the platform's; nothing here goes over a network.
 */
@NullMarked
package dev.scanctl.trust;

import org.jspecify.annotations.NullMarked;
