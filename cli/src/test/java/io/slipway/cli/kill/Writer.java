// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.kill;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.cli.command.CommandFailure;
import io.slipway.cli.kube.KubeClient;
import io.slipway.cli.kube.Query;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who applies and deletes objects of its own, one call after another, and knows what it
 * was told: after the process was killed each object is as the last answer said, but for the one
 * whose answer did not come. Used by one thread at a time.
 */
final class Writer {
  static final String CONFIG_MAPS = "/api/v1/namespaces/default/configmaps";

  private static final int NAMES = 20;
  private static final Query APPLIED =
      Query.NONE.with("fieldManager", "writer").with("force", "true");

  private final String prefix;
  private final Random random;
  private final Map<String, String> accepted = new HashMap<>();

  private int attempts;
  private int answers;

  /** The call whose answer did not come, and what it was for: a value, or null for a deletion. */
  private @Nullable String unsureName;

  private @Nullable String unsureValue;

  Writer(String prefix, long seed) {
    this.prefix = prefix;
    this.random = new Random(seed);
  }

  static String path(String name) {
    return CONFIG_MAPS + "/" + name;
  }

  static ObjectNode configMap(String name, String value) {
    ObjectNode map = JsonNodeFactory.instance.objectNode();
    map.put("apiVersion", "v1").put("kind", "ConfigMap").putObject("metadata").put("name", name);
    map.putObject("data").put("value", value).put("again", value);
    return map;
  }

  /** Writes until the process is gone. */
  void run(KubeClient client) {
    while (true) {
      String name = prefix + random.nextInt(NAMES);
      String value = accepted.containsKey(name) && random.nextInt(3) == 0 ? null : "v" + attempts++;
      unsureName = name;
      unsureValue = value;
      try {
        write(client, name, value);
      } catch (CommandFailure _) {
        return; // no answer
      }
      unsureName = null;
      answers++;
    }
  }

  private void write(KubeClient client, String name, @Nullable String value) {
    if (value == null) {
      client.delete(path(name), JsonNodeFactory.instance.objectNode());
      accepted.remove(name);
    } else {
      client.patch(path(name), APPLIED, KubeClient.APPLY, configMap(name, value));
      accepted.put(name, value);
    }
  }

  /** How many calls were answered. */
  int answers() {
    return answers;
  }

  /** Compares what is there with what the answers said, and goes on from it. */
  void check(Map<String, JsonNode> objects) {
    for (int i = 0; i < NAMES; i++) {
      String name = prefix + i;
      JsonNode object = objects.get(name);
      String found = object == null ? null : object.at("/data/value").asText();
      if (object != null) {
        assertThat(object.at("/data/again").asText()).as(name).isEqualTo(found);
      }
      if (name.equals(unsureName)) {
        assertThat(found).as(name).isIn(accepted.get(name), unsureValue);
        remember(name, found);
      } else {
        assertThat(found).as(name).isEqualTo(accepted.get(name));
      }
    }
    unsureName = null;
  }

  private void remember(String name, @Nullable String value) {
    if (value == null) {
      accepted.remove(name);
    } else {
      accepted.put(name, value);
    }
  }
}
