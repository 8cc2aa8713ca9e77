// SPDX-License-Identifier: Apache-2.0
package io.slipway.controlplane.apiserver.answer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.controlplane.apiserver.answer.Api.Answer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Calls of the built-in kinds. */
class KubernetesApiTest {
  private static final String MAPS = "/api/v1/namespaces/default/configmaps";
  private static final String PODS = "/api/v1/namespaces/default/pods";

  @TempDir private Path directory;
  private Api api;

  @BeforeEach
  void open() {
    api = new Api(directory);
  }

  @AfterEach
  void close() {
    api.close();
  }

  private static String map(String name, String more) {
    return "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\""
        + name
        + "\""
        + more
        + "},\"data\":{\"a\":\"1\"}}";
  }

  private static String pod(String name) {
    return "{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{\"name\":\""
        + name
        + "\"},\"spec\":{\"containers\":[{\"name\":\"c\",\"image\":\"i\"}]}}";
  }

  @Test
  void whatIsCreatedIsThere() {
    ObjectNode created = api.create(MAPS, map("m", ""));

    assertThat(created.at("/metadata/uid").asText()).isNotEmpty();
    assertThat(created.at("/metadata/managedFields/0/manager").asText()).isEqualTo("tests");
    assertThat(api.get(MAPS + "/m").body()).isEqualTo(created);
    assertThat(api.post(MAPS, map("m", "")).at("/reason")).isEqualTo("AlreadyExists");
    Answer list = api.get("/api/v1/configmaps");
    assertThat(list.at("/kind")).isEqualTo("ConfigMapList");
    assertThat(list.at("/items/0/metadata/name")).isEqualTo("m");
  }

  @Test
  void listsAreSelectedByLabelsAndFields() {
    api.create(MAPS, map("a", ",\"labels\":{\"l\":\"x\"}"));
    api.create(MAPS, map("b", ",\"labels\":{\"l\":\"y\"}"));

    assertThat(api.get(MAPS + "?labelSelector=l%3Dx").body().path("items")).hasSize(1);
    assertThat(api.get(MAPS + "?fieldSelector=metadata.name%3Db").at("/items/0/metadata/name"))
        .isEqualTo("b");
    Answer first = api.get(MAPS + "?limit=1");
    assertThat(first.body().path("items")).hasSize(1);
    Answer second = api.get(MAPS + "?limit=1&continue=" + first.at("/metadata/continue"));
    assertThat(second.at("/items/0/metadata/name")).isEqualTo("b");
    assertThat(second.body().at("/metadata").has("continue")).isFalse();
  }

  @Test
  void anUpdateOfAnOldVersionIsAConflict() {
    ObjectNode created = api.create(MAPS, map("m", ""));
    ObjectNode changed = created.deepCopy();
    changed.withObjectProperty("data").put("a", "2");
    assertThat(api.put(MAPS + "/m", changed.toString()).status()).isEqualTo(200);

    Answer stale = api.put(MAPS + "/m", created.put("x", 1).toString());

    assertThat(stale.status()).isEqualTo(409);
    assertThat(stale.at("/reason")).isEqualTo("Conflict");
  }

  @Test
  void everyKindOfPatchChangesAnObject() {
    api.create(PODS, pod("p"));

    api.patch(PODS + "/p", "merge-patch+json", "{\"metadata\":{\"labels\":{\"a\":\"1\"}}}");
    api.patch(
        PODS + "/p",
        "json-patch+json",
        "[{\"op\":\"add\",\"path\":\"/metadata/labels/b\",\"value\":\"2\"}]");
    Answer strategic =
        api.patch(
            PODS + "/p",
            "strategic-merge-patch+json",
            "{\"spec\":{\"containers\":[{\"name\":\"c\",\"image\":\"j\"}]}}");
    assertThat(strategic.status()).as(strategic.body().toString()).isEqualTo(200);

    Answer patched = api.get(PODS + "/p");
    assertThat(patched.body().at("/metadata/labels")).hasSize(2);
    assertThat(patched.at("/spec/containers/0/image")).isEqualTo("j");
    assertThat(patched.at("/spec/restartPolicy")).isEqualTo("Always");
    assertThat(api.patch(PODS + "/p", "strange", "{}").status()).isEqualTo(415);
  }

  @Test
  void serverSideApplyCreatesChangesAndConflicts() {
    String path = MAPS + "/m?fieldManager=";
    Answer created = api.patch(path + "one", "apply-patch+yaml", map("m", ""));
    assertThat(created.status()).isEqualTo(201);
    String other = map("m", "").replace("\"1\"", "\"2\"");

    Answer refused = api.patch(path + "two", "apply-patch+yaml", other);
    Answer forced = api.patch(path + "two&force=true", "apply-patch+yaml", other);

    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.at("/details/causes/0/reason")).isEqualTo("FieldManagerConflict");
    assertThat(forced.at("/data/a")).isEqualTo("2");
    String yaml =
        "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: m\ndata:\n  a: \"3\"\n  b: \"yes\"\n";
    assertThat(api.patch(path + "two", "apply-patch+yaml", yaml).at("/data/b")).isEqualTo("yes");
  }

  @Test
  void aDryRunChangesNothing() {
    assertThat(api.post(MAPS + "?dryRun=All", map("m", "")).status()).isEqualTo(201);
    assertThat(api.get(MAPS + "/m").status()).isEqualTo(404);
  }

  @Test
  void unknownFieldsAreRefusedOrWarnedOf() {
    String typo = map("m", "").replace("\"data\"", "\"dada\"");

    Answer strict = api.post(MAPS + "?fieldValidation=Strict", typo);
    Answer warned = api.post(MAPS + "?fieldValidation=Warn", typo);

    assertThat(strict.status()).isEqualTo(400);
    assertThat(strict.at("/message")).contains("unknown field \"dada\"");
    assertThat(warned.status()).isEqualTo(201);
    assertThat(warned.warnings()).containsExactly("unknown field \"dada\"");
  }

  @Test
  void theStatusIsWrittenApart() {
    api.create(PODS, pod("p"));

    api.patch(PODS + "/p/status", "merge-patch+json", "{\"status\":{\"phase\":\"Running\"}}");
    Answer ignored =
        api.patch(PODS + "/p", "merge-patch+json", "{\"status\":{\"phase\":\"Failed\"}}");

    assertThat(ignored.at("/status/phase")).isEqualTo("Running");
  }

  @Test
  void whatIsInvalidIsToldFieldByField() {
    Answer answer =
        api.post(
            PODS,
            "{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{\"name\":\"P\"},\"spec\":{}}");

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.body().at("/details/causes").findValuesAsText("field"))
        .containsExactly("metadata.name", "spec.containers");
  }

  @Test
  void aBoundPodIsGivenTimeToEnd() {
    api.create(PODS, pod("p"));
    api.create(PODS + "/p/binding", "{\"target\":{\"kind\":\"Node\",\"name\":\"n\"}}");
    assertThat(api.post(PODS + "/p/binding", "{\"target\":{\"name\":\"o\"}}").status())
        .isEqualTo(409);

    Answer going = api.delete(PODS + "/p");

    assertThat(going.at("/metadata/deletionGracePeriodSeconds")).isEqualTo("30");
    assertThat(going.at("/spec/nodeName")).isEqualTo("n");
    assertThat(api.delete(PODS + "/p?gracePeriodSeconds=0").at("/status")).isEqualTo("Success");
    assertThat(api.get(PODS + "/p").status()).isEqualTo(404);
  }

  @Test
  void finalizersHoldAnObject() {
    api.create(MAPS, map("m", ",\"finalizers\":[\"example.com/f\"]"));

    assertThat(api.delete(MAPS + "/m").body().at("/metadata").has("deletionTimestamp")).isTrue();
    Answer released =
        api.patch(MAPS + "/m", "merge-patch+json", "{\"metadata\":{\"finalizers\":null}}");

    assertThat(released.status()).isEqualTo(200);
    assertThat(api.get(MAPS + "/m").status()).isEqualTo(404);
  }

  @Test
  void aCollectionIsDeletedByItsSelector() {
    api.create(MAPS, map("a", ",\"labels\":{\"l\":\"x\"}"));
    api.create(MAPS, map("b", ""));

    assertThat(api.delete(MAPS + "?labelSelector=l").body().path("items")).hasSize(1);

    assertThat(api.get(MAPS).body().path("items")).hasSize(1);
  }

  @Test
  void nothingIsMadeInANamespaceThatIsNotThere() {
    Answer answer = api.post("/api/v1/namespaces/no/configmaps", map("m", ""));

    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.at("/message")).isEqualTo("namespaces \"no\" not found");
  }

  @Test
  void aWatchTellsWhatIsThereThenWhatChanges() throws InterruptedException {
    String before = api.create(MAPS, map("a", "")).at("/metadata/resourceVersion").asText();
    api.create(MAPS, map("b", ""));
    api.delete(MAPS + "/a");

    List<ObjectNode> all = api.watch(MAPS + "?watch=true&timeoutSeconds=1");
    List<ObjectNode> since =
        api.watch(
            MAPS
                + "?watch=true&timeoutSeconds=1&allowWatchBookmarks=true&resourceVersion="
                + before);

    assertThat(all)
        .extracting(event -> event.at("/object/metadata/name").asText())
        .containsExactly("b");
    assertThat(since)
        .extracting(event -> event.path("type").asText())
        .containsExactly("ADDED", "DELETED", "BOOKMARK");
  }

  @Test
  void aListThatIsWatchedHasAnEnd() throws InterruptedException {
    api.create(MAPS, map("a", ""));

    List<ObjectNode> events =
        api.watch(
            MAPS
                + "?watch=true&timeoutSeconds=1&allowWatchBookmarks=true&sendInitialEvents=true"
                + "&resourceVersionMatch=NotOlderThan");

    assertThat(events.get(0).path("type").asText()).isEqualTo("ADDED");
    assertThat(events.get(1).at("/object/metadata/annotations/k8s.io~1initial-events-end").asText())
        .isEqualTo("true");
  }

  @Test
  void closingEndsWatches() throws InterruptedException {
    api.kubernetes().close();

    assertThat(api.watch(MAPS + "?watch=true")).isEmpty();
  }

  @Test
  void discoveryTellsWhatIsServed() {
    assertThat(api.get("/api").at("/versions/0")).isEqualTo("v1");
    assertThat(api.get("/apis").body().findValuesAsText("name")).contains("apps", "batch");
    assertThat(api.get("/api/v1").body().findValuesAsText("name")).contains("pods", "pods/status");
    assertThat(api.get("/apis/nope").status()).isEqualTo(404);
    assertThat(api.get("/apis/apps/v1/nopes").status()).isEqualTo(404);
    assertThat(api.get("/version").at("/minor")).isEqualTo("34");
  }

  @Test
  void secretsAreKeptAsData() {
    ObjectNode secret =
        api.create(
            "/api/v1/namespaces/default/secrets",
            "{\"metadata\":{\"name\":\"s\"},\"stringData\":{\"k\":\"v\"}}");

    assertThat(secret.at("/data/k").asText()).isEqualTo("dg==");
    assertThat(secret.has("stringData")).isFalse();
    assertThat(secret.at("/type").asText()).isEqualTo("Opaque");
  }

  @Test
  void aDeploymentIsScaled() {
    String path = "/apis/apps/v1/namespaces/default/deployments";
    api.create(
        path,
        """
        {"metadata":{"name":"d"},"spec":{"selector":{"matchLabels":{"a":"b"}},
         "template":{"metadata":{"labels":{"a":"b"}},
          "spec":{"containers":[{"name":"c","image":"i"}]}}}}
        """);

    Answer scaled = api.patch(path + "/d/scale", "merge-patch+json", "{\"spec\":{\"replicas\":3}}");

    assertThat(scaled.status()).as(scaled.body().toString()).isEqualTo(200);
    assertThat(scaled.at("/status/selector")).isEqualTo("a=b");
    assertThat(api.get(path + "/d").at("/spec/replicas")).isEqualTo("3");
    Answer refused =
        api.patch(path + "/d/scale", "merge-patch+json", "{\"spec\":{\"replicas\":-1}}");
    assertThat(refused.status()).isEqualTo(422);
  }

  @Test
  void ownKindsAreThereFromTheStart() {
    Answer service =
        api.post(
            "/apis/serving.kserve.io/v1beta1/namespaces/default/inferenceservices",
            "{\"apiVersion\":\"serving.kserve.io/v1beta1\",\"kind\":\"InferenceService\","
                + "\"metadata\":{\"name\":\"iris\"},\"spec\":{\"predictor\":{}}}");

    assertThat(service.status()).as(service.body().toString()).isEqualTo(201);
    assertThat(api.get("/openapi/v3").body().path("paths").has("apis/slipway.io/v1alpha1"))
        .isTrue();
    assertThat(api.get("/openapi/v3/api/v1").at("/openapi")).isEqualTo("3.0.0");
  }

  @Test
  void anAccountGetsATokenThatIsGoodAsLongAsItIsThere() {
    String account = "/api/v1/namespaces/default/serviceaccounts/default";
    String token = api.create(account + "/token", "{}").at("/status/token").asText();
    String question = "{\"spec\":{\"token\":\"" + token + "\"}}";
    String reviews = "/apis/authentication.k8s.io/v1/tokenreviews";

    assertThat(api.post(reviews, question).at("/status/user/username"))
        .isEqualTo("system:serviceaccount:default:default");
    api.delete(account);

    Answer late = api.post(reviews, question);
    assertThat(late.at("/status/authenticated")).isEmpty();
    assertThat(late.at("/status/error")).isNotEmpty();
    assertThat(api.post(account + "/token", "{}").status()).isEqualTo(404);
  }

  @Test
  void workloadsGetDefaultsAndAreChecked() {
    String path = "/apis/batch/v1/namespaces/default/jobs";
    String job =
        """
        {"metadata":{"name":"j"},"spec":{"template":{"spec":{"restartPolicy":"Never",
         "containers":[{"name":"c","image":"i"}]}}}}
        """;

    ObjectNode created = api.create(path, job);

    assertThat(created.at("/spec/backoffLimit").asInt()).isEqualTo(6);
    assertThat(created.at("/spec/selector/matchLabels").toString())
        .contains(created.at("/metadata/uid").asText());
    assertThat(api.post(path, job.replace("Never", "Always")).status()).isEqualTo(422);
    assertThat(
            api.post(
                    "/apis/apps/v1/namespaces/default/deployments",
                    "{\"metadata\":{\"name\":\"d\"},\"spec\":{}}")
                .body()
                .at("/details/causes")
                .findValuesAsText("field"))
        .contains("spec.selector", "spec.template.spec.containers");
  }
}
