// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.container;

import io.slipway.controlplane.agent.environment.ConfigurationException;
import io.slipway.controlplane.agent.inprocess.PodIdentity;
import io.slipway.controlplane.agent.spec.ContainerSpec;
import io.slipway.controlplane.agent.spec.SecurityContext;
import io.slipway.controlplane.client.Fields;
import java.util.List;
import java.util.Optional;

/**
 * An image that is there.
 *
 * @param id by which the runtime has it, exactly
 * @param name for people: the digest that it was fetched by, else its id
 * @param user who its containers run as, as it says it; empty for root
 * @param stopSignal what asks its containers to end
 * @param bytes how large it is
 */
record ImageInfo(String id, String name, String user, String stopSignal, long bytes) {
  /** As podman and docker describe one. */
  static ImageInfo read(Fields json) {
    Fields config = json.fields("Config");
    List<String> digests = json.texts("RepoDigests");
    String id = json.text("Id");
    String signal = config.text("StopSignal");
    return new ImageInfo(
        id,
        digests.isEmpty() ? id : digests.getFirst(),
        config.text("User"),
        signal.isEmpty() ? "SIGTERM" : signal,
        json.number("Size", 0));
  }

  /**
   * Who a container runs as, in a runtime's words; empty for who the image says. In a kubelet's
   * words if it may not.
   */
  Optional<String> userOf(PodIdentity pod, ContainerSpec container) throws ConfigurationException {
    SecurityContext security = container.security();
    if (security.nonRoot()) {
      checkNotRoot(pod, container);
    }
    if (security.group().isEmpty()) {
      return security.user().map(String::valueOf);
    }
    String named = user.contains(":") ? user.substring(0, user.indexOf(':')) : user;
    String own = security.user().map(String::valueOf).orElse(named.isEmpty() ? "0" : named);
    return Optional.of(own + ":" + security.group().get());
  }

  private void checkNotRoot(PodIdentity pod, ContainerSpec container)
      throws ConfigurationException {
    String which =
        "(pod: \"%s_%s(%s)\", container: %s)"
            .formatted(pod.name(), pod.namespace(), pod.uid(), container.name());
    Optional<Long> said = container.security().user();
    if (said.isPresent()) {
      if (said.get() == 0) {
        throw new ConfigurationException("container's runAsUser breaks non-root policy " + which);
      }
      return;
    }
    String named = user.contains(":") ? user.substring(0, user.indexOf(':')) : user;
    if (named.isEmpty() || named.equals("0")) {
      throw new ConfigurationException(
          "container has runAsNonRoot and image will run as root " + which);
    }
    if (!named.chars().allMatch(Character::isDigit)) {
      throw new ConfigurationException(
          "container has runAsNonRoot and image has non-numeric user (%s), cannot verify user is non-root %s"
              .formatted(named, which));
    }
  }
}
