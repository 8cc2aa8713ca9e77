// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.answer;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.controlplane.apiserver.objects.ObjectBytes;
import io.slipway.controlplane.apiserver.objects.ObjectReads;
import io.slipway.controlplane.apiserver.objects.ObjectReads.Listed;
import io.slipway.controlplane.apiserver.request.ListOptions;
import io.slipway.controlplane.store.Stored;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Answers {@code get} and {@code list}. */
final class ReadHandler {
  private static final byte[] END = {']', '}'};

  private final ObjectReads reads;

  ReadHandler(ObjectReads reads) {
    this.reads = reads;
  }

  ApiReply get(ResourceCall call) {
    Stored stored = reads.get(call.type(), call.namespace(), call.name());
    String apiVersion = call.kind().apiVersion();
    byte[] document =
        call.form().as().isEmpty()
            ? ObjectBytes.text(stored, apiVersion)
            : Replies.bytes(Conversions.object(call, ObjectBytes.read(stored, apiVersion)));
    return Replies.of(call.form(), Replies.OK, document, List.of());
  }

  ApiReply list(ResourceCall call) {
    ListOptions options = ListOptions.read(call.query(), false);
    Listed listed = reads.list(call.type(), call.namespace(), options, call.selection(options));
    byte[] document =
        call.form().as().isEmpty()
            ? text(call, listed)
            : Replies.bytes(Conversions.list(call, document(call, listed)));
    return Replies.of(call.form(), Replies.OK, document, List.of());
  }

  private static ObjectNode head(ResourceCall call, Listed listed) {
    ObjectNode list = JsonNodeFactory.instance.objectNode();
    list.put("kind", call.kind().listKind()).put("apiVersion", call.kind().apiVersion());
    ObjectNode metadata = list.putObject("metadata");
    metadata.put("resourceVersion", Long.toString(listed.revision()));
    if (!listed.continueToken().isEmpty()) {
      metadata.put("continue", listed.continueToken());
    }
    if (listed.remaining() > 0) {
      metadata.put("remainingItemCount", listed.remaining());
    }
    return list;
  }

  static ObjectNode document(ResourceCall call, Listed listed) {
    ObjectNode list = head(call, listed);
    ArrayNode items = list.putArray("items");
    for (Stored object : listed.objects()) {
      items.add(ObjectBytes.read(object, call.kind().apiVersion()));
    }
    return list;
  }

  /**
   * The same as the document's bytes, without that an object is parsed; built-in kinds leave out of
   * items what the list says already.
   */
  private static byte[] text(ResourceCall call, Listed listed) {
    String head = head(call, listed).toString();
    byte[] start =
        (head.substring(0, head.length() - 1) + ",\"items\":[").getBytes(StandardCharsets.UTF_8);
    List<byte[]> objects = new ArrayList<>(listed.objects().size());
    int length = start.length + END.length;
    for (Stored object : listed.objects()) {
      byte[] text =
          call.kind().builtin()
              ? ObjectBytes.item(object)
              : ObjectBytes.text(object, call.kind().apiVersion());
      objects.add(text);
      length += text.length + 1;
    }
    byte[] document = new byte[objects.isEmpty() ? length : length - 1];
    System.arraycopy(start, 0, document, 0, start.length);
    int at = start.length;
    for (byte[] object : objects) {
      if (at > start.length) {
        document[at++] = ',';
      }
      System.arraycopy(object, 0, document, at, object.length);
      at += object.length;
    }
    System.arraycopy(END, 0, document, at, END.length);
    return document;
  }
}
