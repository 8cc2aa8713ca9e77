// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.answer;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.controlplane.apiserver.answer.ApiReply.EventSink;
import io.slipway.controlplane.apiserver.objects.ObjectBytes;
import io.slipway.controlplane.apiserver.objects.ObjectReads;
import io.slipway.controlplane.apiserver.objects.ObjectReads.Listed;
import io.slipway.controlplane.apiserver.objects.Selection;
import io.slipway.controlplane.apiserver.request.ListOptions;
import io.slipway.controlplane.store.Stored;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Answers {@code get} and {@code list}. */
final class ReadHandler {
  private static final byte[] ITEMS = ",\"items\":[".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] END = {']', '}'};

  /** A list of more objects is told in parts: its bytes are never all in memory. */
  private static final int AT_ONCE = 500;

  private static final int PART_BYTES = 1 << 16;

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
    Selection selection = call.selection(options);
    if (!call.form().as().isEmpty() || call.form().yaml()) {
      Listed listed = reads.list(call.type(), call.namespace(), options, selection);
      byte[] other =
          call.form().as().isEmpty()
              ? text(call, listed)
              : Replies.bytes(Conversions.list(call, document(call, listed)));
      return Replies.of(call.form(), Replies.OK, other, List.of());
    }
    Listed first = reads.listInParts(call.type(), call.namespace(), options, selection);
    boolean goesOn = options.limit() == 0 && !first.continueToken().isEmpty();
    if (!goesOn && first.objects().size() <= AT_ONCE) {
      return Replies.of(call.form(), Replies.OK, text(call, first), List.of());
    }
    return new ApiReply.Events(
        Replies.JSON, sink -> tell(call, first, goesOn ? selection : null, sink));
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
   * The same as the document's bytes, without that an object is parsed. The sink gets them in parts
   * of some {@value #PART_BYTES} bytes; nothing more once nobody listens.
   *
   * @param selection of a list that goes on behind its first part, to its end; null for one that
   *     does not
   */
  private void tell(ResourceCall call, Listed first, @Nullable Selection selection, EventSink sink)
      throws InterruptedException {
    ByteArrayOutputStream out = new ByteArrayOutputStream(2 * PART_BYTES);
    writeStart(
        call, selection == null ? first : new Listed(List.of(), first.revision(), "", 0), out);
    @Nullable Listed part = first;
    boolean begin = true;
    while (part != null) {
      for (Stored object : part.objects()) {
        if (out.size() >= PART_BYTES) {
          if (!sink.send(out.toByteArray())) {
            return;
          }
          out.reset();
        }
        writeItem(call, object, begin, out);
        begin = false;
      }
      part =
          selection == null || part.continueToken().isEmpty()
              ? null
              : reads.next(call.type(), call.namespace(), part, selection);
    }
    out.writeBytes(END);
    sink.send(out.toByteArray());
  }

  private static byte[] text(ResourceCall call, Listed listed) {
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    writeStart(call, listed, whole);
    boolean first = true;
    for (Stored object : listed.objects()) {
      writeItem(call, object, first, whole);
      first = false;
    }
    whole.writeBytes(END);
    return whole.toByteArray();
  }

  private static void writeStart(ResourceCall call, Listed listed, ByteArrayOutputStream out) {
    String head = head(call, listed).toString();
    out.writeBytes(head.substring(0, head.length() - 1).getBytes(StandardCharsets.UTF_8));
    out.writeBytes(ITEMS);
  }

  /** Built-in kinds leave out of items what the list says already. */
  private static void writeItem(
      ResourceCall call, Stored object, boolean first, ByteArrayOutputStream out) {
    if (!first) {
      out.write(',');
    }
    out.writeBytes(
        call.kind().builtin()
            ? ObjectBytes.item(object)
            : ObjectBytes.text(object, call.kind().apiVersion()));
  }
}
