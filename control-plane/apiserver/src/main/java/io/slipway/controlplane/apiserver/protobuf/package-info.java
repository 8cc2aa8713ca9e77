// SPDX-License-Identifier: Apache-2.0
/** Documents of built-in kinds in protobuf, which some clients send and nothing else. Pure. */
@NullMarked
package io.slipway.controlplane.apiserver.protobuf;

import org.jspecify.annotations.NullMarked;
