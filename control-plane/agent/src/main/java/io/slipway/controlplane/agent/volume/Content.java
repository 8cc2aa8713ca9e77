// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.volume;

import io.slipway.controlplane.agent.environment.ConfigurationException;
import io.slipway.controlplane.agent.environment.PodFields;
import io.slipway.controlplane.agent.environment.Sources;
import io.slipway.controlplane.client.Fields;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Which files are in a volume, by what its sources say. Where two say the same path, the later. */
final class Content {
  private final PodFields pod;
  private final Sources sources;
  private final PodTokens tokens;
  private final Instant now;

  Content(PodFields pod, Sources sources, PodTokens tokens, Instant now) {
    this.pod = pod;
    this.sources = sources;
    this.tokens = tokens;
    this.now = now;
  }

  /**
   * By their paths in the volume.
   *
   * @throws ConfigurationException if something that is not optional is not there
   */
  SortedMap<String, ContentFile> of(ContentVolume volume) throws ConfigurationException {
    SortedMap<String, ContentFile> files = new TreeMap<>();
    List<String> faults = new ArrayList<>();
    for (Fields source : volume.sources()) {
      try {
        add(source, volume.mode(), files);
      } catch (ConfigurationException e) {
        faults.add(String.valueOf(e.getMessage()));
      }
    }
    if (!faults.isEmpty()) {
      throw new ConfigurationException(
          faults.size() == 1 ? faults.getFirst() : "[" + String.join(", ", faults) + "]");
    }
    return files;
  }

  private void add(Fields source, int mode, Map<String, ContentFile> files)
      throws ConfigurationException {
    if (source.has("configMap")) {
      String name = ContentVolume.configMap(source).name();
      keys(source.fields("configMap"), configMap(name), mode, files);
    } else if (source.has("secret")) {
      String name = ContentVolume.secret(source).name();
      keys(source.fields("secret"), secret(name), mode, files);
    } else if (source.has("downwardAPI")) {
      aboutThePod(source.fields("downwardAPI"), mode, files);
    } else if (source.has("serviceAccountToken")) {
      Fields token = source.fields("serviceAccountToken");
      String text =
          tokens.token(
              pod.spec(), token.text("audience"), token.number("expirationSeconds", 3600), now);
      put(files, token.text("path"), text, mode);
    } else {
      throw new ConfigurationException(
          "a projected source is not supported here: " + source.json().keySet());
    }
  }

  /**
   * What an object holds, if it is there, and a kubelet's words if it is not.
   *
   * @param noObject if there is no such object
   * @param noKey what comes before the name of a key that it does not have
   */
  private record Values(@Nullable Map<String, byte[]> found, String noObject, String noKey) {}

  private Values configMap(String name) {
    return new Values(
        sources.configMap(name).orElse(null),
        "configmap \"%s\" not found".formatted(name),
        "configmap references non-existent config key: ");
  }

  private Values secret(String name) {
    return new Values(
        sources.secret(name).orElse(null),
        "secret \"%s\" not found".formatted(name),
        "references non-existent secret key: ");
  }

  private static void keys(Fields source, Values values, int mode, Map<String, ContentFile> files)
      throws ConfigurationException {
    boolean optional = source.flag("optional", false);
    Map<String, byte[]> found = values.found();
    if (found == null) {
      if (!optional) {
        throw new ConfigurationException(values.noObject());
      }
      return;
    }
    List<Fields> items = source.list("items");
    if (items.isEmpty()) {
      for (Map.Entry<String, byte[]> each : found.entrySet()) {
        files.put(place(each.getKey()), new ContentFile(each.getValue(), mode));
      }
      return;
    }
    for (Fields item : items) {
      byte[] value = found.get(item.text("key"));
      if (value != null) {
        int own = (int) item.number("mode", mode);
        files.put(place(item.text("path")), new ContentFile(value, own));
      } else if (!optional) {
        throw new ConfigurationException(values.noKey() + item.text("key"));
      }
    }
  }

  private void aboutThePod(Fields api, int mode, Map<String, ContentFile> files)
      throws ConfigurationException {
    for (Fields item : api.list("items")) {
      Fields reference = item.fields("resourceFieldRef");
      String text =
          item.has("fieldRef")
              ? pod.field(item.fields("fieldRef").text("fieldPath"))
              : pod.resource(
                  pod.spec().container(reference.text("containerName")),
                  reference.text("resource"),
                  reference.textOrNumber("divisor"));
      put(files, item.text("path"), text, (int) item.number("mode", mode));
    }
  }

  private static void put(Map<String, ContentFile> files, String path, String text, int mode)
      throws ConfigurationException {
    files.put(place(path), new ContentFile(text.getBytes(StandardCharsets.UTF_8), mode));
  }

  /** A path as it is kept; two dots at the beginning are for what the volume itself needs. */
  private static String place(String path) throws ConfigurationException {
    Path normal = Path.of(path).normalize();
    String text = normal.toString();
    if (normal.isAbsolute() || text.isEmpty() || normal.startsWith("..")) {
      throw new ConfigurationException("path %s leaves its volume".formatted(path));
    }
    if (text.startsWith("..")) {
      throw new ConfigurationException(
          "path %s begins with two dots (expected: another name)".formatted(path));
    }
    return text;
  }
}
