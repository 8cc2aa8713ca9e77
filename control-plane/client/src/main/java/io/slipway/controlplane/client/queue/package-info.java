// SPDX-License-Identifier: Apache-2.0
/** Work by key: what has changed is looked at once, what failed again later. */
@NullMarked
package io.slipway.controlplane.client.queue;

import org.jspecify.annotations.NullMarked;
