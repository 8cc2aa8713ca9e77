// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.answer;

import io.slipway.controlplane.apiserver.catalog.Catalog;
import io.slipway.controlplane.apiserver.catalog.ServedKind;
import io.slipway.controlplane.apiserver.meta.ApiErrors;
import io.slipway.controlplane.apiserver.openapi.OpenApiDocuments;
import io.slipway.controlplane.apiserver.openapi.OpenApiKind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/** The OpenAPI documents, made when they are first asked for and kept while the catalog is. */
final class OpenApi {
  private final Supplier<Catalog> catalog;
  private @Nullable Made made;

  /** The documents of a catalog by their names. */
  private record Made(Catalog catalog, Map<String, byte[]> documents) {}

  OpenApi(Supplier<Catalog> catalog) {
    this.catalog = catalog;
  }

  /** {@code /openapi/v3}. */
  ApiReply index() {
    Map<String, String> hashes = new LinkedHashMap<>();
    documents()
        .forEach((name, document) -> {
          CRC32 sum = new CRC32();
          sum.update(document);
          hashes.put(name, Long.toHexString(sum.getValue()));
        });
    return Replies.json(Replies.OK, OpenApiDocuments.index(hashes));
  }

  /** {@code /openapi/v3/NAME}. */
  ApiReply document(String name) {
    byte[] document = documents().get(name);
    if (document == null) {
      throw ApiErrors.noSuchPath();
    }
    return Replies.json(Replies.OK, document, List.of());
  }

  private synchronized Map<String, byte[]> documents() {
    Catalog current = catalog.get();
    Made known = made;
    if (known == null || !known.catalog().equals(current)) {
      known = new Made(current, make(current));
      made = known;
    }
    return known.documents();
  }

  private static Map<String, byte[]> make(Catalog catalog) {
    Map<String, List<ServedKind>> byDocument = new LinkedHashMap<>();
    for (ServedKind kind : catalog.kinds()) {
      String name = new OpenApiKind(kind.resource(), kind.schema()).documentName();
      byDocument.computeIfAbsent(name, _ -> new ArrayList<>()).add(kind);
    }
    Map<String, byte[]> documents = new LinkedHashMap<>();
    byDocument.forEach((name, kinds) -> {
      List<OpenApiKind> described = new ArrayList<>(kinds.size());
      kinds.forEach(kind -> described.add(new OpenApiKind(kind.resource(), kind.schema())));
      String group = kinds.getFirst().resource().kind().group();
      String version = kinds.getFirst().resource().version();
      documents.put(name, Replies.bytes(OpenApiDocuments.document(group, version, described)));
    });
    return documents;
  }
}
