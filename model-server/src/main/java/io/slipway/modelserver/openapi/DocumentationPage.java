// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.openapi;

import io.slipway.transport.codec.json.JsonValue;
import io.slipway.transport.codec.json.JsonValue.ArrayValue;
import io.slipway.transport.codec.json.JsonValue.ObjectValue;
import io.slipway.transport.codec.json.JsonValue.StringValue;
import io.slipway.transport.http.HttpResponse.Header;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A page of an OpenAPI document for people. It needs nothing from anywhere else and runs no script,
 * and its policy says so to browsers. Pure.
 *
 * @param html all of it
 */
public record DocumentationPage(String html) {
  public static final String CONTENT_TYPE = "text/html; charset=utf-8";

  /** How many models are linked to. */
  private static final int MOST_MODELS = 200;

  private static final String STYLE =
      """
      body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1b1f24;background:#fff}
      h2{margin-top:2rem;border-bottom:1px solid #d0d7de}
      details{border:1px solid #d0d7de;border-radius:6px;margin:.4rem 0;padding:.4rem .8rem}
      summary{cursor:pointer}
      code,pre{font:13px/1.4 ui-monospace,monospace}
      pre{background:#f6f8fa;padding:.8rem;overflow:auto;border-radius:6px}
      td,th{text-align:left;vertical-align:top;padding:.2rem 1rem .2rem 0}
      .method{display:inline-block;width:3.5rem;font-weight:600}
      .about{color:#57606a}
      @media(prefers-color-scheme:dark){body{color:#e6edf3;background:#0d1117}
      pre{background:#161b22}details,h2{border-color:#30363d}.about{color:#8b949e}a{color:#58a6ff}}
      """;

  /** What browsers are told beside the page. */
  public static final List<Header> HEADERS =
      List.of(
          new Header(
              "Content-Security-Policy",
              "default-src 'none'; style-src '"
                  + hash(STYLE)
                  + "'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"),
          new Header("X-Content-Type-Options", "nosniff"),
          new Header("Referrer-Policy", "no-referrer"));

  /**
   * @param base path of what the document is about: its own path without {@code /docs}
   * @param models to link to, below the base
   */
  public static DocumentationPage of(ObjectValue document, String base, List<String> models) {
    return new DocumentationPage(new Writer(document, base).write(models));
  }

  private static String hash(String style) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(style.getBytes(StandardCharsets.UTF_8));
      return "sha256-" + Base64.getEncoder().encodeToString(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** Writes one page. */
  private static final class Writer {
    private final ObjectValue document;
    private final String base;
    private final StringBuilder html = new StringBuilder(64 * 1024);

    Writer(ObjectValue document, String base) {
      this.document = document;
      this.base = base;
    }

    String write(List<String> models) {
      ObjectValue info = object(document, "info");
      html.append("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">");
      html.append("<meta name=\"viewport\" content=\"width=device-width\">");
      element("title", text(info, "title"));
      html.append("<style>").append(STYLE).append("</style></head><body>\n");
      element("h1", text(info, "title"));
      element("p", text(info, "description"));
      html.append("<p>Version ").append(escaped(text(info, "version"))).append(". ");
      link("/docs/dataplane.json", "The OpenAPI document");
      html.append("</p>\n");
      models(models);
      for (JsonValue tag : array(document, "tags")) {
        operations(text(tag.asObject("tag"), "name"));
      }
      element("h2", "schemas");
      object(object(document, "components"), "schemas").members().forEach(this::schema);
      return html.append("</body></html>\n").toString();
    }

    private void models(List<String> models) {
      if (models.isEmpty()) {
        return;
      }
      element("h2", "models");
      html.append("<p>");
      for (String model : models.subList(0, Math.min(models.size(), MOST_MODELS))) {
        link("/models/" + model + "/docs", model);
        html.append(' ');
      }
      if (models.size() > MOST_MODELS) {
        html.append("and ").append(models.size() - MOST_MODELS).append(" more");
      }
      html.append("</p>\n");
    }

    private void link(String target, String text) {
      html.append("<a href=\"").append(escaped(base + target)).append("\">");
      html.append(escaped(text)).append("</a>");
    }

    private void operations(String tag) {
      element("h2", tag);
      object(document, "paths")
          .members()
          .forEach((path, item) ->
              item.asObject(path)
                  .members()
                  .forEach((method, operation) -> {
                    ObjectValue each = operation.asObject(method);
                    if (array(each, "tags").contains(new StringValue(tag))) {
                      operation(path, method, each);
                    }
                  }));
    }

    private void operation(String path, String method, ObjectValue operation) {
      html.append("<details><summary><span class=\"method\">");
      html.append(escaped(method.toUpperCase(Locale.ROOT))).append("</span>");
      element("code", path);
      html.append(" <span class=\"about\">").append(escaped(text(operation, "summary")));
      html.append("</span></summary>\n");
      for (JsonValue parameter : array(operation, "parameters")) {
        ObjectValue resolved = resolve(parameter.asObject("parameter"));
        html.append("<p>");
        element("code", text(resolved, "name"));
        html.append(" (").append(escaped(text(resolved, "in"))).append(") ");
        html.append(escaped(text(resolved, "description"))).append("</p>\n");
      }
      if (operation.get("requestBody") instanceof ObjectValue body) {
        html.append("<p>Request: ");
        contents(body);
        html.append("</p>\n");
      }
      html.append("<table>");
      object(operation, "responses")
          .members()
          .forEach((status, response) -> {
            ObjectValue resolved = resolve(response.asObject(status));
            html.append("<tr><td>").append(escaped(status)).append("</td><td>");
            html.append(escaped(text(resolved, "description"))).append("</td><td>");
            contents(resolved);
            html.append("</td></tr>");
          });
      html.append("</table></details>\n");
    }

    private void contents(ObjectValue owner) {
      object(owner, "content")
          .members()
          .forEach((type, content) -> {
            element("code", type);
            if (object(content.asObject(type), "schema").get("$ref")
                instanceof StringValue(String target)) {
              String name = target.substring(target.lastIndexOf('/') + 1);
              html.append(" <a href=\"#").append(escaped(name)).append("\">");
              html.append(escaped(name)).append("</a>");
            }
            html.append(' ');
          });
    }

    private void schema(String name, JsonValue schema) {
      html.append("<details id=\"").append(escaped(name)).append("\"><summary>");
      element("code", name);
      html.append("</summary><pre>").append(escaped(PrettyJson.of(schema)));
      html.append("</pre></details>\n");
    }

    private ObjectValue resolve(ObjectValue value) {
      if (value.get("$ref") instanceof StringValue(String target)) {
        String[] place = target.split("/", -1);
        return object(object(object(document, "components"), place[2]), place[3]);
      }
      return value;
    }

    private void element(String name, String text) {
      html.append('<').append(name).append('>').append(escaped(text));
      html.append("</").append(name).append('>');
    }
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }

  /** An object's member that is an object; an empty one if it has none. */
  private static ObjectValue object(ObjectValue owner, String member) {
    return owner.get(member) instanceof ObjectValue value ? value : new ObjectValue(Map.of());
  }

  private static List<JsonValue> array(ObjectValue owner, String member) {
    return owner.get(member) instanceof ArrayValue(List<JsonValue> elements) ? elements : List.of();
  }

  private static String text(ObjectValue owner, String member) {
    return owner.get(member) instanceof StringValue(String text) ? text : "";
  }
}
