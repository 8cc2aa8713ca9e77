// SPDX-License-Identifier: Apache-2.0
package io.slipway.modelserver.openapi;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.api.model.ModelSignature;
import io.slipway.api.tensor.DataType;
import io.slipway.api.tensor.Shape;
import io.slipway.api.tensor.TensorSpec;
import io.slipway.modelserver.ServerIdentity;
import io.slipway.modelserver.openapi.Endpoint.Offer;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DocumentationPageTest {
  private static final Api API =
      new Api(new ServerIdentity("<b>test</b>", "1"), "", Set.of(Offer.ALWAYS), false, false, null);

  @Test
  void escapesWhatItDidNotWriteItself() {
    String name = "x</pre><script>alert('1')</script>";
    ModelSignature signature =
        new ModelSignature(
            "p", List.of(new TensorSpec(name, DataType.FP32, Shape.of(1))), List.of());
    DocumentedModel model = new DocumentedModel("m", null, signature);

    String page =
        DocumentationPage.of(OpenApiDocument.of(API, model), "/v2/models/m", List.of()).html();

    assertThat(page).contains("x&lt;/pre&gt;&lt;script&gt;").doesNotContain("<script", "alert('");
    assertThat(server(List.of("a\"b", "<i>")))
        .contains("<title>&lt;b&gt;test&lt;/b&gt;</title>", "href=\"/v2/models/a&quot;b/docs\"")
        .doesNotContain("<i>", "<b>");
  }

  @Test
  void hasEveryOfferedOperationAndItsSchemas() {
    String page = server(List.of());

    for (Endpoint endpoint : Endpoints.ALL) {
      if (endpoint.offer() == Offer.ALWAYS) {
        assertThat(page).contains("<code>" + endpoint.paths().getFirst() + "</code>");
      }
    }
    assertThat(page).contains("<a href=\"#InferRequest\">", "<details id=\"InferRequest\">");
  }

  @Test
  void linksToSomeModelsAndCountsTheRest() {
    List<String> models = IntStream.range(0, 10_000).mapToObj(i -> "m" + i).toList();

    assertThat(server(models))
        .contains("<a href=\"/v2/models/m199/docs\">m199</a>", "and 9800 more")
        .doesNotContain("m200<");
  }

  /** Else browsers would show it without its looks. */
  @Test
  void itsPolicyAllowsItsOwnStyleAndNothingElse() throws Exception {
    String page = server(List.of());
    String style = page.substring(page.indexOf("<style>") + 7, page.indexOf("</style>"));
    byte[] hash = MessageDigest.getInstance("SHA-256").digest(style.getBytes(UTF_8));

    assertThat(DocumentationPage.HEADERS.getFirst().value())
        .startsWith("default-src 'none';")
        .contains("'sha256-" + Base64.getEncoder().encodeToString(hash) + "'");
    assertThat(page).doesNotContain("src=", "<link", "@import", "url(", "http://", "https://");
  }

  private static String server(List<String> models) {
    return DocumentationPage.of(OpenApiDocument.of(API, null), "/v2", models).html();
  }
}
