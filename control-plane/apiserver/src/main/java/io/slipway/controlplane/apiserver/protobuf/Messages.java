// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.protobuf;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The table of messages, read when it is first asked for; its head says how it is written. */
final class Messages {
  private static final Messages TABLE = read();

  private final Map<String, String> kinds = new HashMap<>();
  private final Map<String, Map<Integer, MessageField>> messages = new HashMap<>();

  private Messages() {}

  static Messages table() {
    return TABLE;
  }

  private static Messages read() {
    Messages table = new Messages();
    try (InputStream in = Messages.class.getResourceAsStream("messages.txt")) {
      if (in == null) {
        throw new IllegalStateException("no table of messages");
      }
      BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (!line.isEmpty() && line.charAt(0) != '#') {
          table.add(line.split(" ", -1));
        }
      }
      return table;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the table of messages", e);
    }
  }

  private void add(String[] words) {
    if (words[0].equals("kind")) {
      kinds.put(words[1] + ' ' + words[2], words[3]);
      return;
    }
    Map<Integer, MessageField> fields = HashMap.newHashMap(words.length);
    for (int i = 1; i < words.length; i++) {
      int equals = words[i].indexOf('=');
      int colon = words[i].indexOf(':');
      boolean dropped = words[i].charAt(colon - 1) == '?';
      int number = Integer.parseInt(words[i], equals + 1, dropped ? colon - 1 : colon, 10);
      String name = words[i].substring(0, equals);
      fields.put(number, MessageField.of(name, dropped, words[i].substring(colon + 1)));
    }
    messages.put(words[0], fields);
  }

  /** The message of a kind's documents; null if there is none. */
  @Nullable String messageOf(String apiVersion, String kind) {
    String message = kinds.get(apiVersion + ' ' + kind);
    return message == null ? kinds.get("* " + kind) : message;
  }

  /** The fields of a message by their numbers. */
  Map<Integer, MessageField> fields(String message) {
    Map<Integer, MessageField> fields = messages.get(message);
    if (fields == null) {
      throw new IllegalStateException("the table of messages has no " + message);
    }
    return fields;
  }
}
