// SPDX-License-Identifier: Apache-2.0
/** The image that brings a model to its place, inside this process. */
@NullMarked
package io.slipway.controlplane.agent.storage;

import org.jspecify.annotations.NullMarked;
