// SPDX-License-Identifier: Apache-2.0
/**
 * TLS from PEM files, for the server's ports and for clients, by the JDK's own engine. Nothing of
 * this package is loaded unless TLS is asked for.
 */
@NullMarked
package io.slipway.transport.tls;

import org.jspecify.annotations.NullMarked;
