// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.controlplane.apiserver.meta.ApiException;
import io.slipway.controlplane.apiserver.request.DeleteOptions.Propagation;
import io.slipway.controlplane.apiserver.request.ListOptions.Match;
import io.slipway.controlplane.apiserver.request.WriteOptions.FieldValidation;
import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OptionsTest {
  private static void refused(int code, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            ApiException.class, refused -> assertThat(refused.status().code()).isEqualTo(code));
  }

  @Test
  void readsAList() {
    Query query =
        Query.parse(
            "labelSelector=a%3Db%2Cc&limit=500&continue=abc&timeoutSeconds=7"
                + "&allowWatchBookmarks=true&fieldSelector=x%21%3Dy");
    assertThat(ListOptions.read(query, false))
        .isEqualTo(
            new ListOptions(
                "a=b,c", "x!=y", "", Match.UNSET, 500, "abc", Duration.ofSeconds(7), true, null));
  }

  @Test
  void readsAnEmptyList() {
    assertThat(ListOptions.read(Query.parse(null), false))
        .isEqualTo(new ListOptions("", "", "", Match.UNSET, 0, "", null, false, null));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "resourceVersionMatch=Exact",
        "resourceVersionMatch=Exact&resourceVersion=0",
        "resourceVersionMatch=NotOlderThan&resourceVersion=5&continue=x",
        "resourceVersionMatch=newer&resourceVersion=5",
        "sendInitialEvents=true"
      })
  void refusesAListWhoseOptionsDoNotGoTogether(String query) {
    refused(422, () -> ListOptions.read(Query.parse(query), false));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "resourceVersionMatch=NotOlderThan&resourceVersion=5",
        "sendInitialEvents=true",
        "sendInitialEvents=true&resourceVersionMatch=Exact&resourceVersion=5"
      })
  void refusesAWatchWhoseOptionsDoNotGoTogether(String query) {
    refused(422, () -> ListOptions.read(Query.parse(query), true));
  }

  @Test
  void readsAWatchThatBeginsWithWhatIsThere() {
    ListOptions options =
        ListOptions.read(
            Query.parse("sendInitialEvents=true&resourceVersionMatch=NotOlderThan"), true);
    assertThat(options.initialEvents()).isTrue();
    assertThat(options.match()).isEqualTo(Match.NOT_OLDER_THAN);
  }

  @ParameterizedTest
  @ValueSource(strings = {"limit=many", "timeoutSeconds=1s", "allowWatchBookmarks=yes", "limit=%2"})
  void refusesWordsThatAreNone(String query) {
    refused(400, () -> ListOptions.read(Query.parse(query), false));
  }

  @ParameterizedTest
  @CsvSource({
    "fieldManager=me,kubectl/v1.32,me",
    "'',kubectl/v1.32.0 (linux/amd64),kubectl",
    "'',curl,curl",
    "'','',unknown",
  })
  void tellsWhoOwnsTheFields(String query, String agent, String manager) {
    WriteOptions options = WriteOptions.onWrite(Query.parse(query), "CreateOptions", agent);
    assertThat(options).isEqualTo(new WriteOptions(false, manager, FieldValidation.WARN, false));
  }

  @Test
  void readsAnApply() {
    Query query = Query.parse("fieldManager=me&force=true&dryRun=All&fieldValidation=Strict");
    assertThat(WriteOptions.onPatch(query, true, ""))
        .isEqualTo(new WriteOptions(true, "me", FieldValidation.STRICT, true));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "dryRun=Some&fieldManager=a", "fieldValidation=Some&fieldManager=a"})
  void refusesAnApplyThatSaysTooLittleOrWhatNobodyKnows(String query) {
    refused(422, () -> WriteOptions.onPatch(Query.parse(query), true, "kubectl"));
  }

  @Test
  void refusesForceWithoutApply() {
    refused(422, () -> WriteOptions.onPatch(Query.parse("force=true"), false, "kubectl"));
  }

  @Test
  void readsADeletionFromItsBody() throws Exception {
    ObjectNode body =
        (ObjectNode)
            new JsonMapper()
                .readTree(
                    """
                    {"kind":"DeleteOptions","gracePeriodSeconds":0,"propagationPolicy":"Foreground",
                     "preconditions":{"uid":"u","resourceVersion":"7"},"dryRun":["All"]}\
                    """);
    assertThat(DeleteOptions.read(body, Query.parse("propagationPolicy=Orphan")))
        .isEqualTo(new DeleteOptions(0L, Propagation.FOREGROUND, "u", "7", true));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"dryRun\":\"All\"}",
        "{\"dryRun\":true}",
        "{\"dryRun\":[true]}",
        "{\"gracePeriodSeconds\":\"0\"}",
        "{\"gracePeriodSeconds\":0.5}",
        "{\"orphanDependents\":\"true\"}",
        "{\"propagationPolicy\":[\"Orphan\"]}",
        "{\"preconditions\":\"uid\"}",
        "{\"preconditions\":{\"uid\":5}}",
        "{\"kind\":\"Pod\"}"
      })
  void refusesABodyWithFieldsOfAnotherType(String body) throws Exception {
    ObjectNode document = (ObjectNode) new JsonMapper().readTree(body);
    refused(400, () -> DeleteOptions.read(document, Query.parse("")));
  }

  @Test
  void nullsInABodySayNothing() throws Exception {
    String body = "{\"dryRun\":null,\"preconditions\":{\"uid\":null},\"orphanDependents\":null}";
    ObjectNode document = (ObjectNode) new JsonMapper().readTree(body);
    assertThat(DeleteOptions.read(document, Query.parse("")))
        .isEqualTo(new DeleteOptions(null, null, null, null, false));
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "'',-",
        "propagationPolicy=Orphan,ORPHAN",
        "propagationPolicy=Background,BACKGROUND",
        "orphanDependents=true,ORPHAN",
        "orphanDependents=false,BACKGROUND"
      })
  void readsADeletionFromTheQuery(
      String query, @org.jspecify.annotations.Nullable String expected) {
    DeleteOptions options = DeleteOptions.read(null, Query.parse(query));
    assertThat(options.propagation())
        .isEqualTo(expected == null ? null : Propagation.valueOf(expected));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "propagationPolicy=Later",
        "propagationPolicy=Orphan&orphanDependents=true",
        "dryRun=Some"
      })
  void refusesADeletionThatNobodyKnows(String query) {
    refused(422, () -> DeleteOptions.read(null, Query.parse(query)));
  }
}
