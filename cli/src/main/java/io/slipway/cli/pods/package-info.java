// SPDX-License-Identifier: Apache-2.0
/** What the API asks about Pods, answered by the agent that runs them. */
@NullMarked
package io.slipway.cli.pods;

import org.jspecify.annotations.NullMarked;
