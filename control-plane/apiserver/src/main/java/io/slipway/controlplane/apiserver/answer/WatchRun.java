// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.answer;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.api.error.ErrorCode;
import io.slipway.api.error.ServingException;
import io.slipway.controlplane.apiserver.answer.ApiReply.EventSink;
import io.slipway.controlplane.apiserver.meta.ApiException;
import io.slipway.controlplane.apiserver.meta.ApiStatus;
import io.slipway.controlplane.apiserver.objects.ObjectBytes;
import io.slipway.controlplane.apiserver.objects.ObjectReads;
import io.slipway.controlplane.apiserver.objects.ObjectReads.Listed;
import io.slipway.controlplane.apiserver.objects.Selection;
import io.slipway.controlplane.apiserver.objects.WatchEvent;
import io.slipway.controlplane.apiserver.request.ListOptions;
import io.slipway.controlplane.apiserver.request.ListOptions.Match;
import io.slipway.controlplane.store.Change;
import io.slipway.controlplane.store.RevisionUnavailableException;
import io.slipway.controlplane.store.Stored;
import io.slipway.controlplane.store.Watch;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One watch: what is there, if that was asked for, then what changes, and now and then how far it
 * has come. Failures are told as events, as Kubernetes does once it has begun to answer.
 */
final class WatchRun implements ApiReply.EventSource {
  private static final long BOOKMARK_NANOS = Duration.ofMinutes(1).toNanos();
  private static final byte[] END = {'}', '\n'};

  private final WatchHandler handler;
  private final ResourceCall call;
  private final ListOptions options;
  private final Selection selection;
  private boolean first = true;

  WatchRun(WatchHandler handler, ResourceCall call, ListOptions options, Selection selection) {
    this.handler = handler;
    this.call = call;
    this.options = options;
    this.selection = selection;
  }

  @Override
  public void tell(EventSink sink) throws InterruptedException {
    try {
      Long after = begin(sink);
      if (after == null) {
        return;
      }
      Watch watch = handler.reads().watch(call.type(), call.namespace(), after);
      try {
        handler.opened(watch);
        sink.onGone(watch::close);
        follow(watch, sink);
      } finally {
        handler.ended(watch);
      }
    } catch (ApiException e) {
      sink.send(error(e.status()));
    } catch (RevisionUnavailableException e) {
      sink.send(error(ObjectReads.unavailable(e).status()));
    } catch (ServingException e) {
      if (e.code() != ErrorCode.UNAVAILABLE) { // that is a watch which was closed
        sink.send(error(Replies.of(e).status()));
      }
    }
  }

  /** Tells what is there; the version from which on changes are told, null if nobody listens. */
  private @Nullable Long begin(EventSink sink) throws InterruptedException {
    Long from = ObjectReads.watchedFrom(options);
    Boolean initial = options.initialEvents();
    boolean tells = initial == null ? from == null : initial;
    if (!tells) {
      return from == null ? handler.reads().revision() : from;
    }
    Listed part =
        handler.reads().listInParts(call.type(), call.namespace(), everything(), selection);
    if (!tell(part, sink)) {
      return null;
    }
    while (!part.continueToken().isEmpty()) {
      part = handler.reads().next(call.type(), call.namespace(), part, selection);
      if (!tell(part, sink)) {
        return null;
      }
    }
    boolean told = initial == null || !options.bookmarks() || sink.send(initialEnd(part));
    return told ? part.revision() : null;
  }

  private boolean tell(Listed part, EventSink sink) throws InterruptedException {
    for (Stored object : part.objects()) {
      if (!sink.send(event(WatchEvent.Type.ADDED, object))) {
        return false;
      }
    }
    return true;
  }

  /** A list that is at least as new as the version that was named. */
  private ListOptions everything() {
    Match match = options.resourceVersion().isEmpty() ? Match.UNSET : Match.NOT_OLDER_THAN;
    return new ListOptions("", "", options.resourceVersion(), match, 0, "", null, false, null);
  }

  private void follow(Watch watch, EventSink sink) throws InterruptedException {
    long now = handler.nanoTime();
    long end = now + WatchHandler.timeout(options).toNanos();
    long told = now;
    while (end - now > 0) {
      long quiet = told + BOOKMARK_NANOS - now;
      List<Change> changes = watch.next(Duration.ofNanos(Math.min(end - now, quiet)));
      now = handler.nanoTime();
      for (Change change : changes) {
        WatchEvent event = WatchEvent.of(ObjectBytes.written(call.type(), change), selection);
        if (event != null) {
          if (!sink.send(event(event.type(), event.object()))) {
            return;
          }
          told = now;
        }
      }
      // by what was told, not by what has changed: with a selector that may be next to nothing
      if (now - told >= BOOKMARK_NANOS || end - now <= 0) {
        if (options.bookmarks() && !sink.send(bookmark(watch.revision()))) {
          return;
        }
        told = now;
      }
    }
  }

  private byte[] event(WatchEvent.Type type, Stored object) {
    String apiVersion = call.kind().apiVersion();
    byte[] text =
        call.form().as().isEmpty()
            ? ObjectBytes.text(object, apiVersion)
            : Replies.bytes(Conversions.watched(call, ObjectBytes.read(object, apiVersion), first));
    first = false;
    return event(type.name(), text);
  }

  private static byte[] event(String type, byte[] object) {
    byte[] start = ("{\"type\":\"" + type + "\",\"object\":").getBytes(StandardCharsets.US_ASCII);
    byte[] event = new byte[start.length + object.length + END.length];
    System.arraycopy(start, 0, event, 0, start.length);
    System.arraycopy(object, 0, event, start.length, object.length);
    System.arraycopy(END, 0, event, start.length + object.length, END.length);
    return event;
  }

  private ObjectNode progress(long revision) {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    object
        .put("kind", call.kind().resource().kind().kind())
        .put("apiVersion", call.kind().apiVersion())
        .putObject("metadata")
        .put("resourceVersion", Long.toString(revision))
        .putNull("creationTimestamp");
    return Conversions.progress(call, object);
  }

  private byte[] bookmark(long revision) {
    return event("BOOKMARK", Replies.bytes(progress(revision)));
  }

  private byte[] initialEnd(Listed listed) {
    ObjectNode object = progress(listed.revision());
    object
        .withObjectProperty("metadata")
        .putObject("annotations")
        .put("k8s.io/initial-events-end", "true");
    return event("BOOKMARK", Replies.bytes(object));
  }

  private static byte[] error(ApiStatus status) {
    return event("ERROR", Replies.bytes(status.toJson()));
  }
}
