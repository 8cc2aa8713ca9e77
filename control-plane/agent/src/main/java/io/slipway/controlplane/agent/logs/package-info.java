// SPDX-License-Identifier: Apache-2.0
/** What containers print, in files of the format that Kubernetes' container runtimes write. */
@NullMarked
package io.slipway.controlplane.agent.logs;

import org.jspecify.annotations.NullMarked;
