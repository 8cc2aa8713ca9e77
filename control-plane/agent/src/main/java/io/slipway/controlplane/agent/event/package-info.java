// SPDX-License-Identifier: Apache-2.0
/** What happens to Pods, told to people as the API's Events: counted, and not too many. */
@NullMarked
package io.slipway.controlplane.agent.event;

import org.jspecify.annotations.NullMarked;
