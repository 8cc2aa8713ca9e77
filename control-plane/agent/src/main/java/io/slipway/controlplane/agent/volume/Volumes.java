// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.agent.volume;

import io.slipway.controlplane.agent.environment.ConfigurationException;
import io.slipway.controlplane.agent.environment.PodFields;
import io.slipway.controlplane.agent.environment.Sources;
import io.slipway.controlplane.agent.spec.PodSpec;
import io.slipway.controlplane.client.Fields;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Makes the volumes of one Pod. An {@code emptyDir} keeps what is in it until the Pod is gone; the
 * content of ConfigMaps and Secrets is that of the time when the Pod was started.
 */
public final class Volumes {
  private static final int DEFAULT_MODE = 0644;

  private final Path directory;
  private final VolumePolicy policy;
  private final PodFields pod;
  private final Sources sources;
  private final ServiceAccountTokens tokens;

  /**
   * @param directory where they are made, for this Pod alone
   */
  public Volumes(
      Path directory,
      VolumePolicy policy,
      PodFields pod,
      Sources sources,
      ServiceAccountTokens tokens) {
    this.directory = directory;
    this.policy = policy;
    this.pod = pod;
    this.sources = sources;
    this.tokens = tokens;
  }

  /**
   * Makes them all, or finds them made.
   *
   * @return where each is, by name
   * @throws ConfigurationException if something that they refer to is not there, or not allowed
   */
  public Map<String, Path> make() throws ConfigurationException, IOException {
    Map<String, Path> paths = new LinkedHashMap<>();
    for (Fields volume : spec().volumes()) {
      paths.put(volume.text("name"), make(volume));
    }
    return paths;
  }

  private PodSpec spec() {
    return pod.spec();
  }

  private Path make(Fields volume) throws ConfigurationException, IOException {
    Path own = directory.resolve(volume.text("name"));
    if (volume.has("persistentVolumeClaim")) {
      String claim = volume.fields("persistentVolumeClaim").text("claimName");
      if (!sources.hasClaim(claim)) {
        throw new ConfigurationException("persistentvolumeclaim \"%s\" not found".formatted(claim));
      }
      Path path = policy.claims().resolve(spec().pod().namespace()).resolve(claim);
      return Files.createDirectories(path);
    }
    if (volume.has("hostPath")) {
      return hostPath(volume.fields("hostPath"));
    }
    Files.createDirectories(own);
    if (volume.has("emptyDir")) {
      return own;
    }
    if (volume.has("configMap") || volume.has("secret") || volume.has("downwardAPI")) {
      files(volume, modeOf(volume), own);
    } else if (volume.has("projected")) {
      Fields projected = volume.fields("projected");
      int mode = (int) projected.number("defaultMode", DEFAULT_MODE);
      for (Fields source : projected.list("sources")) {
        files(source, mode, own);
      }
    } else {
      throw new ConfigurationException(
          "volume %s is of a kind that is not supported here: %s (expected: emptyDir, configMap, secret, downwardAPI, projected, persistentVolumeClaim or hostPath)"
              .formatted(volume.text("name"), kinds(volume)));
    }
    return own;
  }

  private static Set<String> kinds(Fields volume) {
    Set<String> kinds = new java.util.TreeSet<>(volume.json().keySet());
    kinds.remove("name");
    return kinds;
  }

  private Path hostPath(Fields hostPath) throws ConfigurationException, IOException {
    Path path = Path.of(hostPath.text("path")).normalize();
    if (!policy.allows(path)) {
      throw new ConfigurationException(
          "hostPath %s is not allowed on this machine (allowed: %s)"
              .formatted(path, policy.hostPaths().isEmpty() ? "none" : policy.hostPaths()));
    }
    String type = hostPath.text("type");
    switch (type) {
      case "DirectoryOrCreate" -> Files.createDirectories(path);
      case "FileOrCreate" -> {
        if (!Files.exists(path)) {
          Files.createFile(path);
        }
      }
      default -> {}
    }
    boolean fits =
        switch (type) {
          case "Directory", "DirectoryOrCreate" -> Files.isDirectory(path);
          case "File", "FileOrCreate" -> Files.isRegularFile(path);
          default -> Files.exists(path);
        };
    if (!fits) {
      throw new ConfigurationException(
          "hostPath type check failed: %s is not %s"
              .formatted(path, type.isEmpty() ? "there" : "a " + type));
    }
    return path;
  }

  private static int modeOf(Fields volume) {
    for (String kind : List.of("configMap", "secret", "downwardAPI")) {
      if (volume.fields(kind).has("defaultMode")) {
        return (int) volume.fields(kind).number("defaultMode", DEFAULT_MODE);
      }
    }
    return DEFAULT_MODE;
  }

  private void files(Fields source, int mode, Path target)
      throws ConfigurationException, IOException {
    if (source.has("configMap")) {
      Fields map = source.fields("configMap");
      keys(map, map.text("name"), true, mode, target);
    } else if (source.has("secret")) {
      Fields secret = source.fields("secret");
      keys(secret, secret.text("secretName", secret.text("name")), false, mode, target);
    } else if (source.has("downwardAPI")) {
      downward(source.fields("downwardAPI"), mode, target);
    } else if (source.has("serviceAccountToken")) {
      Fields token = source.fields("serviceAccountToken");
      String text =
          tokens.token(
              spec().pod(),
              spec().serviceAccount(),
              token.text("audience"),
              token.number("expirationSeconds", 3600));
      write(target, token.text("path"), text.getBytes(StandardCharsets.UTF_8), 0600);
    } else {
      throw new ConfigurationException(
          "a projected source is not supported here: " + source.json().keySet());
    }
  }

  private void keys(Fields source, String name, boolean config, int mode, Path target)
      throws ConfigurationException, IOException {
    boolean optional = source.flag("optional", false);
    Optional<Map<String, byte[]>> found = config ? sources.configMap(name) : sources.secret(name);
    String kind = config ? "configmap" : "secret";
    if (found.isEmpty() && !optional) {
      throw new ConfigurationException("%s \"%s\" not found".formatted(kind, name));
    }
    Map<String, byte[]> values = found.orElse(Map.of());
    List<Fields> items = source.list("items");
    if (items.isEmpty()) {
      for (Map.Entry<String, byte[]> each : values.entrySet()) {
        write(target, each.getKey(), each.getValue(), mode);
      }
      return;
    }
    for (Fields item : items) {
      byte[] value = values.get(item.text("key"));
      if (value != null) {
        write(target, item.text("path"), value, (int) item.number("mode", mode));
      } else if (!optional) {
        throw new ConfigurationException(
            "%s \"%s\" has no key %s".formatted(kind, name, item.text("key")));
      }
    }
  }

  private void downward(Fields api, int mode, Path target)
      throws ConfigurationException, IOException {
    for (Fields item : api.list("items")) {
      Fields reference = item.fields("resourceFieldRef");
      String text =
          item.has("fieldRef")
              ? pod.field(item.fields("fieldRef").text("fieldPath"))
              : pod.resource(
                  spec().container(reference.text("containerName")),
                  reference.text("resource"),
                  reference.textOrNumber("divisor"));
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      write(target, item.text("path"), bytes, (int) item.number("mode", mode));
    }
  }

  private static void write(Path target, String name, byte[] value, int mode)
      throws ConfigurationException, IOException {
    Path file = target.resolve(name).normalize();
    if (!file.startsWith(target) || file.equals(target)) {
      throw new ConfigurationException("path %s leaves its volume".formatted(name));
    }
    Files.createDirectories(file.getParent());
    if (Files.exists(file)) {
      return; // as it was when the Pod was started first
    }
    Files.write(file, value);
    Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
    PosixFilePermission[] all = PosixFilePermission.values();
    for (int i = 0; i < all.length; i++) {
      if ((mode & (0400 >> i)) != 0) {
        permissions.add(all[i]);
      }
    }
    Files.setPosixFilePermissions(file, permissions);
  }
}
