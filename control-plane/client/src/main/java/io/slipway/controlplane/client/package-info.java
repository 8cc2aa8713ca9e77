// SPDX-License-Identifier: Apache-2.0
/**
 * Calls of the Kubernetes API, on a cluster or in this process, for controllers that must be cheap
 * to start: an object is the map that its JSON is, and the HTTP client is fabric8's, with its
 * authentication. Its typed model is not used, because reading one Pod with it costs more than the
 * rest of a start.
 */
@NullMarked
package io.slipway.controlplane.client;

import org.jspecify.annotations.NullMarked;
