/**
 * The verbs about who may do what: agents, operators, tokens, scopes, the authority, the audit log and own contexts.
 */
@NullMarked
package dev.scanctl.cli.command.trust;

import org.jspecify.annotations.NullMarked;
