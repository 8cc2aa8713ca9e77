// SPDX-License-Identifier: Apache-2.0
@NullMarked
package io.slipway.controlplane.apiserver.definition;

import org.jspecify.annotations.NullMarked;
