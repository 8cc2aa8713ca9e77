// SPDX-License-Identifier: Apache-2.0
/** The CustomResourceDefinitions of the kinds that Slipway brings, KServe's and its own. */
@NullMarked
package io.slipway.controlplane.resources.definition;

import org.jspecify.annotations.NullMarked;
