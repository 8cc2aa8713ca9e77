// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.builtin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.controlplane.apiserver.meta.FieldError;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventRulesTest {
  private static final JsonMapper MAPPER = new JsonMapper();
  private static final String COMPLETE =
      """
      {'metadata':{'namespace':'shop'},'regarding':{'namespace':'shop','name':'p'},
       'eventTime':'2026-01-02T03:04:05.000000Z','reason':'R','action':'A','note':'n',
       'type':'Normal','reportingController':'c','reportingInstance':'i'}
      """;

  private static ObjectNode json(String text) {
    try {
      return (ObjectNode) MAPPER.readTree(text.replace('\'', '"'));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(text, e);
    }
  }

  private static List<String> messages(List<FieldError> errors) {
    return errors.stream().map(FieldError::message).toList();
  }

  private static List<String> changed(String field, String value) {
    ObjectNode event = json(COMPLETE);
    event.set(field, json("{'v':" + value + "}").get("v"));
    return messages(new EventRules(true).checkUpdate(event, json(COMPLETE)));
  }

  @Test
  void aCompleteEventIsTaken() {
    assertThat(new EventRules(true).check(json(COMPLETE))).isEmpty();
    assertThat(new EventRules(false).check(new EventForm().stored(json(COMPLETE)))).isEmpty();
  }

  @Test
  void whatIsOldIsTakenByTheCoreGroupAlone() {
    String old =
        "{'metadata':{'namespace':'shop'},'involvedObject':{'namespace':'shop'},'count':2,'firstTimestamp':null}";

    assertThat(new EventRules(false).check(json(old))).isEmpty();
    assertThat(messages(new EventRules(true).check(new EventForm().written(json(old)))))
        .containsExactly(
            "eventTime: Required value",
            "type: Invalid value: \"\": has invalid value: ",
            "count: Invalid value: \"\": needs to be unset");
  }

  @Test
  void anEventAboutNoNamespaceIsInTheDefaultOne() {
    String event = "{'metadata':{'namespace':'%s'},'involvedObject':{'kind':'Node'}}";

    assertThat(new EventRules(false).check(json(event.formatted("default")))).isEmpty();
    assertThat(messages(new EventRules(false).check(json(event.formatted("kube-system")))))
        .containsExactly(
            "involvedObject.namespace: Invalid value: \"\": does not match event.namespace");
  }

  @Test
  void anUpdateChangesTheSeriesAlone() {
    String series = "{'count':%d,'lastObservedTime':'2026-01-02T03:04:06Z'}";

    assertThat(changed("series", series.formatted(2))).isEmpty();
    assertThat(changed("series", series.formatted(1)))
        .containsExactly("series.count: Invalid value: \"\": should be at least 2");
    assertThat(changed("note", "'other'"))
        .containsExactly("message: Invalid value: \"other\": field is immutable");
    assertThat(changed("reportingController", "'d'"))
        .containsExactly("reportingController: Invalid value: \"d\": field is immutable");
  }

  @Test
  void aTimeIsTheSameWithFewerDigits() {
    assertThat(changed("eventTime", "'2026-01-02T03:04:05Z'")).isEmpty();
    assertThat(changed("eventTime", "'2026-01-02T03:04:06Z'")).hasSize(1);
  }

  @Test
  void nothingIsLostBetweenTheForms() {
    EventForm form = new EventForm();
    ObjectNode event = json(COMPLETE).put("apiVersion", EventForm.API_VERSION);

    ObjectNode stored = form.stored(event);

    assertThat(stored.path("message").asText()).isEqualTo("n");
    assertThat(stored.path("apiVersion").asText()).isEqualTo("v1");
    assertThat(stored.has("note")).isFalse();
    assertThat(form.written(stored)).isEqualTo(event);
  }
}
