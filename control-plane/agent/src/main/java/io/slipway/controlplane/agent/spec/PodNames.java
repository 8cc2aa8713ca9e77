// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.spec;

import io.slipway.controlplane.client.Fields;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a Pod says about its own name, and about how it finds others. Pure.
 *
 * @param domain of its own name; empty if it has none
 * @param whole whether its domain is part of its host name
 * @param override its host name, whatever else is said; empty for what is said
 * @param aliases addresses of names, each {@code <name>:<address>}
 * @param machine whether the machine's resolver is asked, besides {@code servers}
 * @param options of the resolver, with empty texts for those that have no value
 */
public record PodNames(
    String hostname,
    String domain,
    boolean whole,
    String override,
    List<String> aliases,
    boolean machine,
    List<String> servers,
    List<String> searches,
    Map<String, String> options) {
  private static final int LONGEST_LABEL = 63;
  private static final int LONGEST = 64;

  static PodNames read(Fields spec, String pod, String namespace) {
    List<String> aliases = new ArrayList<>();
    for (Fields alias : spec.list("hostAliases")) {
      for (String name : alias.texts("hostnames")) {
        aliases.add(name + ":" + alias.text("ip"));
      }
    }
    Fields resolver = spec.fields("dnsConfig");
    Map<String, String> options = new LinkedHashMap<>();
    for (Fields option : resolver.list("options")) {
      options.put(option.text("name"), option.text("value"));
    }
    String subdomain = spec.text("subdomain");
    return new PodNames(
        cut(spec.text("hostname", pod)),
        subdomain.isEmpty() ? "" : "%s.%s.svc.cluster.local".formatted(subdomain, namespace),
        spec.flag("setHostnameAsFQDN", false),
        spec.text("hostnameOverride"),
        aliases,
        !spec.text("dnsPolicy").equals("None"),
        resolver.texts("nameservers"),
        resolver.texts("searches"),
        options);
  }

  public PodNames {
    aliases = List.copyOf(aliases);
    servers = List.copyOf(servers);
    searches = List.copyOf(searches);
    options = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(options));
  }

  /** As a kubelet cuts it. */
  private static String cut(String name) {
    String cut = name.length() > LONGEST_LABEL ? name.substring(0, LONGEST_LABEL) : name;
    return cut.replaceFirst("[-.]+$", "");
  }

  /** Its name with its domain; empty if it has none. */
  public Optional<String> full() {
    return domain.isEmpty() || !override.isEmpty()
        ? Optional.empty()
        : Optional.of(hostname + "." + domain);
  }

  /** What its containers are told that they are called. */
  public String ofHost() {
    if (!override.isEmpty()) {
      return override;
    }
    return whole ? full().orElse(hostname) : hostname;
  }

  /** Why that cannot be its name; empty if it can. */
  public Optional<String> fault() {
    String name = ofHost();
    return name.length() <= LONGEST
        ? Optional.empty()
        : Optional.of(
            "failed to construct FQDN from Pod hostname and cluster domain, FQDN %s is too long (%d characters is the max, %d characters requested)"
                .formatted(name, LONGEST, name.length()));
  }

  /** Whether it says anything about the resolver. */
  public boolean hasResolver() {
    return !machine || !servers.isEmpty() || !searches.isEmpty() || !options.isEmpty();
  }
}
