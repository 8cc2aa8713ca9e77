// SPDX-License-Identifier: Apache-2.0
/**
 * Requests and responses of predictions, copied to a collector or a file while the answer is on its
 * way. Nothing of it is loaded unless a service has a log.
 */
@NullMarked
package io.slipway.modelserver.payload;

import org.jspecify.annotations.NullMarked;
