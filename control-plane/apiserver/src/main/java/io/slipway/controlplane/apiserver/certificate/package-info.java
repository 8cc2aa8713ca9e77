// SPDX-License-Identifier: Apache-2.0
/**
 * A certificate authority of one's own: keys and X.509 certificates for the API server and its
 * clients.
 */
@NullMarked
package io.slipway.controlplane.apiserver.certificate;

import org.jspecify.annotations.NullMarked;
