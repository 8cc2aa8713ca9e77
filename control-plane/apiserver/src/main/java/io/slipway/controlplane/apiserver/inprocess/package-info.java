// SPDX-License-Identifier: Apache-2.0
/** Calls of the API by controllers in the same process: fabric8's HTTP client without a socket. */
@NullMarked
package io.slipway.controlplane.apiserver.inprocess;

import org.jspecify.annotations.NullMarked;
