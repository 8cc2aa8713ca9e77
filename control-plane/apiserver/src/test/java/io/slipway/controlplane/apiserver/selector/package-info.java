// SPDX-License-Identifier: Apache-2.0
@NullMarked
package io.slipway.controlplane.apiserver.selector;

import org.jspecify.annotations.NullMarked;
