// SPDX-License-Identifier: Apache-2.0
package io.slipway.transport.http;

import org.jspecify.annotations.Nullable;

/**
 * Everything of a request but its body.
 *
 * @param method upper case
 * @param path as sent, still percent-encoded, without the query; begins with {@code /}
 * @param query without the {@code ?}, null if there is none
 * @param authority the Host header or {@code :authority}, null if an HTTP/1.0 client sent none
 */
public record HttpRequestHead(
    String method,
    String path,
    @Nullable String query,
    @Nullable String authority,
    HttpHeaders headers,
    Peer peer) {}
