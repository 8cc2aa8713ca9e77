// SPDX-License-Identifier: Apache-2.0
/**
 * Containers of images, run by podman or docker: which of them is there, its command lines, images,
 * and containers that are found again.
 */
@NullMarked
package io.slipway.controlplane.agent.container;

import org.jspecify.annotations.NullMarked;
