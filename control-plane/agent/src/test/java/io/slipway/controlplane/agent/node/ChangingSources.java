// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.node;

import io.slipway.controlplane.agent.environment.Sources;
import io.slipway.controlplane.agent.volume.SourceReference;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;

/** ConfigMaps that a test changes; there are no Secrets. */
final class ChangingSources implements Sources, SourceChanges {
  private final Map<String, Map<String, byte[]>> maps = new ConcurrentHashMap<>();
  private volatile CountDownLatch held = new CountDownLatch(0);
  private final Set<Runnable> listeners = ConcurrentHashMap.newKeySet();

  void configMap(String name, Map<String, String> texts) {
    Map<String, byte[]> values = new TreeMap<>();
    texts.forEach((key, text) -> values.put(key, text.getBytes(StandardCharsets.UTF_8)));
    maps.put(name, values);
    listeners.forEach(Runnable::run);
  }

  void remove(String name) {
    maps.remove(name);
    listeners.forEach(Runnable::run);
  }

  /** Who asks for a ConfigMap waits. */
  void hold(CountDownLatch until) {
    held = until;
  }

  /** How many Pods follow them. */
  int followers() {
    return listeners.size();
  }

  @Override
  public Optional<Map<String, byte[]>> configMap(String name) {
    try {
      held.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return Optional.ofNullable(maps.get(name));
  }

  @Override
  public Optional<Map<String, byte[]>> secret(String name) {
    return Optional.empty();
  }

  @Override
  public boolean hasClaim(String name) {
    return name.equals("disk");
  }

  @Override
  public Subscription follow(String namespace, Set<SourceReference> references, Runnable changed) {
    listeners.add(changed);
    return new Subscription() {
      @Override
      public Optional<Sources> known(Sources others) {
        return Optional.of(ChangingSources.this);
      }

      @Override
      public Sources over(Sources present) {
        return present;
      }

      @Override
      public void close() {
        listeners.remove(changed);
      }
    };
  }

  @Override
  public void close() {
    listeners.clear();
  }
}
