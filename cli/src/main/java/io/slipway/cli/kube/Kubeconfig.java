// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli.kube;

import com.fasterxml.jackson.databind.JsonNode;
import io.slipway.cli.command.CommandFailure;
import io.slipway.transport.tls.PemText;
import io.slipway.transport.tls.TlsFileException;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Kubeconfig files: which clusters there are, and who one is there. Several files are one, in which
 * what comes first wins, as kubectl does it. What would need another program or protocol is
 * refused.
 */
public final class Kubeconfig {
  private static final List<String> OF_CLUSTERS = List.of("proxy-url", "tls-server-name");
  private static final List<String> OF_USERS =
      List.of("exec", "auth-provider", "username", "password", "as", "as-groups", "as-uid");

  private final List<Part> parts;

  private record Part(Path file, JsonNode content) {}

  /** An entry of a list by its name, with the file it is from. */
  private record Named(Path file, JsonNode fields) {
    String text(String field) {
      return fields.path(field).asText();
    }
  }

  private Kubeconfig(List<Part> parts) {
    this.parts = parts;
  }

  /**
   * Which files those are, the first of these that says so: the option, the environment's
   * KUBECONFIG, the file that {@code up} has written, the one of kubectl.
   *
   * @param option null if it is not given
   * @param variable that of the environment, null if it is not set
   * @param written where {@code up} writes it
   */
  public static List<Path> files(
      @Nullable Path option, @Nullable String variable, Path written, Path userHome) {
    if (option != null) {
      return List.of(option);
    }
    if (variable != null && !variable.isEmpty()) {
      List<Path> files = new ArrayList<>();
      for (String file : variable.split(":", -1)) {
        if (!file.isEmpty()) {
          files.add(Path.of(file));
        }
      }
      return files;
    }
    return List.of(Files.exists(written) ? written : userHome.resolve(".kube").resolve("config"));
  }

  /**
   * @param files those that are not there are left out; at least one must be
   * @throws CommandFailure if one cannot be read
   */
  public static Kubeconfig read(List<Path> files) {
    List<Part> parts = new ArrayList<>();
    for (Path file : files) {
      try {
        parts.add(new Part(file, content(file, Files.readString(file))));
      } catch (NoSuchFileException _) {
        // kubectl's KUBECONFIG may name files that are not there yet
      } catch (IOException e) {
        throw new CommandFailure("kubeconfig " + file + " cannot be read: " + e.getMessage(), 1, e);
      }
    }
    if (parts.isEmpty()) {
      throw new CommandFailure(
          "no kubeconfig: there is no "
              + String.join(", ", files.stream().map(Path::toString).toList())
              + " (expected: one that 'slipway up' has written, or --kubeconfig FILE)");
    }
    return new Kubeconfig(parts);
  }

  private static JsonNode content(Path file, String text) {
    List<ObjectDocument> documents = ObjectDocument.readAll(text, file.toString());
    if (documents.size() != 1) {
      throw new CommandFailure(
          file + ": " + documents.size() + " documents (expected: one kubeconfig)");
    }
    return documents.getFirst().json();
  }

  /**
   * What one context says.
   *
   * @param name null for the current one
   * @throws CommandFailure if there is none of the name, or it says what is not supported
   */
  public KubeAccess access(@Nullable String name) {
    String context = name == null ? current() : name;
    Named how = named("contexts", "context", context);
    Named cluster = named("clusters", "cluster", how.text("cluster"));
    refuse(cluster, OF_CLUSTERS, "cluster '" + how.text("cluster") + "'");
    Named user =
        how.text("user").isEmpty()
            ? new Named(how.file(), KubeJson.object())
            : named("users", "user", how.text("user"));
    refuse(user, OF_USERS, "user '" + how.text("user") + "'");
    PemText certificate = pem(user, "client-certificate");
    PemText key = pem(user, "client-key");
    if ((certificate == null) != (key == null)) {
      throw new CommandFailure(
          user.file() + ": client-certificate and client-key go together (expected: both)");
    }
    String namespace = how.text("namespace");
    return new KubeAccess(
        how.file().toString(),
        server(cluster),
        namespace.isEmpty() ? "default" : namespace,
        pem(cluster, "certificate-authority"),
        cluster.fields().path("insecure-skip-tls-verify").asBoolean(),
        certificate,
        key,
        token(user));
  }

  private String current() {
    for (Part part : parts) {
      String name = part.content().path("current-context").asText();
      if (!name.isEmpty()) {
        return name;
      }
    }
    throw new CommandFailure(
        parts.getFirst().file() + ": no current-context (expected: one, or --context NAME)");
  }

  private Named named(String list, String field, String name) {
    List<String> names = new ArrayList<>();
    for (Part part : parts) {
      for (JsonNode entry : part.content().path(list)) {
        if (entry.path("name").asText().equals(name)) {
          return new Named(part.file(), entry.path(field));
        }
        names.add(entry.path("name").asText());
      }
    }
    throw new CommandFailure(
        "%s: no %s '%s' (expected: one of %s)"
            .formatted(parts.getFirst().file(), field, name, String.join(", ", names)));
  }

  private static void refuse(Named entry, List<String> unsupported, String what) {
    for (String field : unsupported) {
      if (entry.fields().has(field)) {
        throw new CommandFailure(
            "%s: %s says '%s', which is not supported (expected: client certificates or a token)"
                .formatted(entry.file(), what, field));
      }
    }
  }

  private static URI server(Named cluster) {
    String text = cluster.text("server");
    try {
      URI server = new URI(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
      if (server.getHost() != null
          && ("https".equals(server.getScheme()) || "http".equals(server.getScheme()))) {
        return server;
      }
    } catch (URISyntaxException _) {
      // the same message as for a URL without a host
    }
    throw new CommandFailure(
        cluster.file() + ": server: '" + text + "' (expected: https://HOST:PORT)");
  }

  /** Of a field with the suffix {@code -data} in base64, else of the file that it names. */
  private static @Nullable PemText pem(Named entry, String field) {
    String data = entry.text(field + "-data");
    if (!data.isEmpty()) {
      try {
        byte[] text = Base64.getMimeDecoder().decode(data);
        return new PemText(
            Path.of(entry.file() + ": " + field + "-data"),
            new String(text, StandardCharsets.ISO_8859_1));
      } catch (IllegalArgumentException e) {
        throw new CommandFailure(entry.file() + ": " + field + "-data is not base64", 1, e);
      }
    }
    if (entry.text(field).isEmpty()) {
      return null;
    }
    try {
      return PemText.read(beside(entry.file(), entry.text(field)));
    } catch (TlsFileException e) {
      throw new CommandFailure(String.valueOf(e.getMessage()), 1, e);
    }
  }

  private static @Nullable String token(Named user) {
    if (!user.text("token").isEmpty()) {
      return user.text("token");
    }
    if (user.text("tokenFile").isEmpty()) {
      return null;
    }
    Path file = beside(user.file(), user.text("tokenFile"));
    try {
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw new CommandFailure("tokenFile " + file + " cannot be read", 1, e);
    }
  }

  /** Relative paths are relative to the file that they are in. */
  private static Path beside(Path file, String named) {
    return Objects.requireNonNull(file.toAbsolutePath().getParent(), "a file has a parent")
        .resolve(named);
  }
}
