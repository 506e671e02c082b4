/**
 * The gRPC edge of the command line: requests go out, answers and streams come in, and a refused call becomes a
 * sentence with an exit code. Nothing else in the module but {@code local} knows gRPC. Used from the main thread; a
 * watch may be cancelled from another.
 */
@NullMarked
package dev.scanctl.cli.client;

import org.jspecify.annotations.NullMarked;
