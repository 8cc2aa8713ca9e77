// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.resources.serving;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The parts of a container that say what runs in it. */
public record Container(
    @Nullable String name,
    @Nullable String image,
    List<String> command,
    List<String> args,
    List<EnvVar> env) {

  /** An environment variable; the value is null if it comes from somewhere else. */
  public record EnvVar(String name, @Nullable String value) {}

  public Container {
    command = List.copyOf(command);
    args = List.copyOf(args);
    env = List.copyOf(env);
  }
}
