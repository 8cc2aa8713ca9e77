// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.answer;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.controlplane.apiserver.answer.ApiReply.Whole;
import io.slipway.controlplane.apiserver.catalog.Catalog;
import io.slipway.controlplane.apiserver.discovery.Discovery;
import io.slipway.controlplane.apiserver.http.Accept;
import io.slipway.controlplane.apiserver.meta.ApiErrors;
import io.slipway.controlplane.apiserver.request.ApiRequest;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Answers calls of paths that are no resource: discovery, health, the version. */
final class PathHandler {
  private static final String DISCOVERY = "apidiscovery.k8s.io";
  private static final int NOT_MODIFIED = 304;
  private static final String LIST = "APIGroupDiscoveryList";

  private final Supplier<Catalog> catalog;
  private final OpenApi openApi;
  private final String version;

  /**
   * @param version of this program
   */
  PathHandler(Supplier<Catalog> catalog, String version) {
    this.catalog = catalog;
    this.openApi = new OpenApi(catalog);
    this.version = version;
  }

  ApiReply answer(ApiCall call, ApiRequest.Path request) {
    if (!request.verb().equals("get") && !request.verb().equals("head")) {
      throw ApiErrors.notAllowed();
    }
    List<String> parts = List.of(trimmed(request.path()).split("/", -1));
    return switch (parts.getFirst()) {
      case "healthz", "livez", "readyz" -> Replies.text(Replies.OK, "ok");
      case "version" -> Replies.json(Replies.OK, version());
      case "openapi" -> openApi(parts);
      case "api" -> parts.size() == 1 ? versions(call) : found(resources("", parts));
      case "apis" -> groups(call, parts);
      default -> throw ApiErrors.noSuchPath();
    };
  }

  private ApiReply openApi(List<String> parts) {
    if (parts.size() < 2 || !parts.get(1).equals("v3")) {
      throw ApiErrors.noSuchPath();
    }
    return parts.size() == 2
        ? openApi.index()
        : openApi.document(String.join("/", parts.subList(2, parts.size())));
  }

  private static String trimmed(String path) {
    int end = path.length();
    while (end > 1 && path.charAt(end - 1) == '/') {
      end--;
    }
    return path.substring(path.startsWith("/") ? 1 : 0, end);
  }

  private ObjectNode version() {
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    document
        .put("major", "1")
        .put("minor", "34")
        .put("gitVersion", "v1.34.0+slipway-" + version)
        .put("gitCommit", "")
        .put("gitTreeState", "clean")
        .put("buildDate", "2026-01-01T00:00:00Z")
        .put("goVersion", "none")
        .put("compiler", "javac")
        .put("platform", System.getProperty("os.name").toLowerCase(Locale.ROOT) + "/any");
    return document;
  }

  private Discovery discovery() {
    return catalog.get().discovery();
  }

  private ApiReply versions(ApiCall call) {
    Accept.Form form = form(call);
    return form.as().isEmpty()
        ? Replies.json(Replies.OK, discovery().coreVersions(call.header("host")))
        : aggregated(call, true, form);
  }

  private ApiReply groups(ApiCall call, List<String> parts) {
    if (parts.size() == 1) {
      Accept.Form form = form(call);
      return form.as().isEmpty()
          ? Replies.json(Replies.OK, discovery().groups())
          : aggregated(call, false, form);
    }
    String group = parts.get(1);
    return found(
        parts.size() == 2
            ? discovery().group(group)
            : resources(group, parts.subList(1, parts.size())));
  }

  /**
   * @param parts of which the second is the version, and the last
   */
  private @Nullable ObjectNode resources(String group, List<String> parts) {
    return parts.size() == 2 ? discovery().resources(group, parts.get(1)) : null;
  }

  private static ApiReply found(@Nullable ObjectNode document) {
    if (document == null) {
      throw ApiErrors.noSuchPath();
    }
    return Replies.json(Replies.OK, document);
  }

  private static Accept.Form form(ApiCall call) {
    return Accept.choose(
        call.headers().get("accept"),
        (group, version, kind) ->
            group.equals(DISCOVERY)
                && kind.equals(LIST)
                && (version.equals("v2") || version.equals("v2beta1")));
  }

  private ApiReply aggregated(ApiCall call, boolean core, Accept.Form form) {
    String type = "application/json;g=" + DISCOVERY + ";v=" + form.version() + ";as=" + LIST;
    byte[] document = Replies.bytes(discovery().aggregated(core, form.version()));
    String tag = tag(document);
    return call.header("if-none-match").contains(tag)
        ? new Whole(NOT_MODIFIED, type, List.of(), tag, new byte[0])
        : new Whole(Replies.OK, type, List.of(), tag, document);
  }

  private static String tag(byte[] document) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(document);
      return '"' + HexFormat.of().withUpperCase().formatHex(hash) + '"';
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
