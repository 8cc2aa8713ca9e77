// SPDX-License-Identifier: Apache-2.0
/** Which objects a list or a watch is about: by their labels and by some of their fields. */
@NullMarked
package io.slipway.controlplane.apiserver.selector;

import org.jspecify.annotations.NullMarked;
