// SPDX-License-Identifier: Apache-2.0
/** Components of services, their revisions, and how a revision is run. Pure. */
@NullMarked
package io.slipway.controlplane.operator.revision;

import org.jspecify.annotations.NullMarked;
