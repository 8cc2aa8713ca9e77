// SPDX-License-Identifier: Apache-2.0
/** What a Pod asks for, read from its object. Pure. */
@NullMarked
package io.slipway.controlplane.agent.spec;

import org.jspecify.annotations.NullMarked;
