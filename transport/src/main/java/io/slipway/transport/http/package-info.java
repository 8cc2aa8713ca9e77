// SPDX-License-Identifier: Apache-2.0
/**
 * A request over HTTP/1.1 or HTTP/2 as a service sees it: no Netty types, no difference between the
 * two.
 */
@NullMarked
package io.slipway.transport.http;

import org.jspecify.annotations.NullMarked;
