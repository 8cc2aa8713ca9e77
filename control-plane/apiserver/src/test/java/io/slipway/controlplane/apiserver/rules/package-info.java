// SPDX-License-Identifier: Apache-2.0
@NullMarked
package io.slipway.controlplane.apiserver.rules;

import org.jspecify.annotations.NullMarked;
