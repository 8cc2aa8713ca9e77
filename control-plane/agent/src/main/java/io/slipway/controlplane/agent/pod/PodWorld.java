// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.pod;

import io.slipway.controlplane.agent.event.PodEvent;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What all Pods of an agent share.
 *
 * @param directory where each Pod has a directory by its uid
 * @param crashed what took the process before with it, by {@code <uid of the Pod>/<container>}
 * @param events hears what people may want to know
 * @param ended hears the uid of a Pod of which nothing is left to do
 */
public record PodWorld(
    ContainerRuntime runtime,
    PodSink sink,
    Path directory,
    String hostIp,
    InstantSource clock,
    Map<String, String> crashed,
    Consumer<PodEvent> events,
    Consumer<String> ended) {}
