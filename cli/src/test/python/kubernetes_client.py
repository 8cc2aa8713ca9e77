# SPDX-License-Identifier: Apache-2.0
"""The Kubernetes client for Python on a kubeconfig: typed, generic, dynamic, and from files."""

import sys
import tempfile
import time
from functools import partial
from pathlib import Path

from kubernetes import client, config, dynamic, utils, watch
from kubernetes.client.exceptions import ApiException
from kubernetes.dynamic.exceptions import ConflictError, NotFoundError

from checks import Checks, contains, equal, raised

NAMESPACE = "python"
LIMIT_S = 30


def config_map(name: str, data: dict[str, str], **metadata: object) -> client.V1ConfigMap:
    return client.V1ConfigMap(metadata=client.V1ObjectMeta(name=name, **metadata), data=data)


def job(name: str) -> dict:
    return {
        "apiVersion": "kubeflow.org/v1",
        "kind": "PyTorchJob",
        "metadata": {"name": name, "labels": {"team": "a"}},
        "spec": {"pytorchReplicaSpecs": {"Master": {"replicas": 1, "restartPolicy": "OnFailure"}}},
    }


def eventually(what: str, happened) -> None:
    end = time.monotonic() + LIMIT_S
    while not happened():
        if time.monotonic() > end:
            raise AssertionError(f"{what}: not within {LIMIT_S} s")
        time.sleep(0.05)


def creates_reads_and_deletes(core: client.CoreV1Api) -> None:
    core.create_namespaced_config_map(NAMESPACE, config_map("crud", {"a": "1"}, labels={"app": "x"}))
    read = core.read_namespaced_config_map("crud", NAMESPACE)
    equal(read.data, {"a": "1"}, "data")
    read.data["a"] = "2"
    replaced = core.replace_namespaced_config_map("crud", NAMESPACE, read)
    equal(int(replaced.metadata.resource_version) > int(read.metadata.resource_version), True, "a newer version")
    patched = core.patch_namespaced_config_map("crud", NAMESPACE, {"data": {"b": "3"}})
    equal(patched.data, {"a": "2", "b": "3"}, "patched data")
    conflict = raised(ApiException, lambda: core.replace_namespaced_config_map("crud", NAMESPACE, read))
    equal(conflict.status, 409, "status of a stale replace")
    equal(core.delete_namespaced_config_map("crud", NAMESPACE).status, "Success", "deletion")
    missing = raised(ApiException, lambda: core.read_namespaced_config_map("crud", NAMESPACE))
    equal(missing.status, 404, "status after the deletion")


def lists_by_labels_and_pages(core: client.CoreV1Api) -> None:
    for i in range(5):
        core.create_namespaced_config_map(NAMESPACE, config_map(f"page-{i}", {}, labels={"page": "yes"}))
    selected = core.list_namespaced_config_map(NAMESPACE, label_selector="page in (yes)")
    equal([each.metadata.name for each in selected.items], [f"page-{i}" for i in range(5)], "names")
    by_name = core.list_namespaced_config_map(NAMESPACE, field_selector="metadata.name=page-3")
    equal([each.metadata.name for each in by_name.items], ["page-3"], "by a field")
    names, token = [], None
    while True:
        page = core.list_namespaced_config_map(NAMESPACE, label_selector="page=yes", limit=2, _continue=token)
        names += [each.metadata.name for each in page.items]
        token = page.metadata._continue
        if not token:
            break
    equal(names, [f"page-{i}" for i in range(5)], "names of all pages")
    core.delete_collection_namespaced_config_map(NAMESPACE, label_selector="page=yes")
    equal(core.list_namespaced_config_map(NAMESPACE, label_selector="page=yes").items, [], "after the deletion")


def watches(core: client.CoreV1Api) -> None:
    start = core.list_namespaced_config_map(NAMESPACE).metadata.resource_version
    core.create_namespaced_config_map(NAMESPACE, config_map("watched", {"a": "1"}))
    core.patch_namespaced_config_map("watched", NAMESPACE, {"data": {"a": "2"}})
    core.delete_namespaced_config_map("watched", NAMESPACE)
    seen = []
    watcher = watch.Watch()
    for event in watcher.stream(
        core.list_namespaced_config_map, NAMESPACE, resource_version=start, timeout_seconds=LIMIT_S
    ):
        if event["object"].metadata.name == "watched":
            seen.append((event["type"], event["object"].data["a"]))
        if len(seen) == 3:
            watcher.stop()
    equal(seen, [("ADDED", "1"), ("MODIFIED", "2"), ("DELETED", "2")], "events")


def tells_what_is_wrong(core: client.CoreV1Api) -> None:
    refused = raised(
        ApiException, lambda: core.create_namespaced_config_map(NAMESPACE, config_map("Upper", {}))
    )
    equal(refused.status, 422, "status")
    contains(refused.body, '"field":"metadata.name"', "the field that is named")


def scales_deployments(apps: client.AppsV1Api) -> None:
    template = client.V1PodTemplateSpec(
        metadata=client.V1ObjectMeta(labels={"app": "web"}),
        spec=client.V1PodSpec(containers=[client.V1Container(name="main", image="none")]),
    )
    spec = client.V1DeploymentSpec(
        replicas=0, selector=client.V1LabelSelector(match_labels={"app": "web"}), template=template
    )
    apps.create_namespaced_deployment(
        NAMESPACE, client.V1Deployment(metadata=client.V1ObjectMeta(name="web"), spec=spec)
    )
    equal(apps.read_namespaced_deployment_scale("web", NAMESPACE).spec.replicas or 0, 0, "replicas")
    image = {"spec": {"template": {"spec": {"containers": [{"name": "main", "image": "other"}]}}}}
    patched = apps.patch_namespaced_deployment("web", NAMESPACE, image)
    equal(len(patched.spec.template.spec.containers), 1, "containers are merged by their name")
    apps.patch_namespaced_deployment_scale("web", NAMESPACE, {"spec": {"replicas": 0}})
    apps.delete_namespaced_deployment("web", NAMESPACE, propagation_policy="Foreground")
    eventually(
        "the deployment is gone", lambda: not apps.list_namespaced_deployment(NAMESPACE).items
    )


def handles_custom_objects(custom: client.CustomObjectsApi) -> None:
    kind = ("kubeflow.org", "v1", NAMESPACE, "pytorchjobs")
    created = custom.create_namespaced_custom_object(*kind, job("custom"))
    equal(created["metadata"]["generation"], 1, "generation")
    patched = custom.patch_namespaced_custom_object(
        *kind, "custom", {"spec": {"pytorchReplicaSpecs": {"Master": {"replicas": 2}}}}
    )
    master = patched["spec"]["pytorchReplicaSpecs"]["Master"]
    equal(master, {"replicas": 2, "restartPolicy": "OnFailure"}, "the spec after a patch")
    status = custom.patch_namespaced_custom_object_status(
        *kind, "custom", {"status": {"conditions": [{"type": "Created", "status": "True"}]}}
    )
    equal(status["metadata"]["generation"], 2, "the generation after a write of the status")
    listed = custom.list_namespaced_custom_object(*kind, label_selector="team=a")
    equal([each["metadata"]["name"] for each in listed["items"]], ["custom"], "names")
    custom.delete_namespaced_custom_object(*kind, "custom")
    missing = raised(ApiException, lambda: custom.get_namespaced_custom_object(*kind, "custom"))
    equal(missing.status, 404, "status after the deletion")


def applies_on_the_server(kinds: dynamic.DynamicClient) -> None:
    maps = kinds.resources.get(api_version="v1", kind="ConfigMap")
    body = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "applied"}, "data": {"a": "1"}}
    maps.server_side_apply(body, name="applied", namespace=NAMESPACE, field_manager="one")
    other = {**body, "data": {"a": "2"}}
    conflict = raised(
        ConflictError,
        lambda: maps.server_side_apply(other, name="applied", namespace=NAMESPACE, field_manager="two"),
    )
    contains(str(conflict.summary()), ".data.a", "the field that both want")
    applied = maps.server_side_apply(
        other, name="applied", namespace=NAMESPACE, field_manager="two", force_conflicts=True
    )
    equal(applied.data.a, "2", "data after the second manager insisted")
    maps.delete(name="applied", namespace=NAMESPACE)


def discovers_kinds(kinds: dynamic.DynamicClient) -> None:
    jobs = kinds.resources.get(api_version="kubeflow.org/v1", kind="PyTorchJob")
    jobs.create(job("dynamic"), namespace=NAMESPACE)
    seen = []
    for event in jobs.watch(namespace=NAMESPACE, timeout=LIMIT_S):
        seen.append((event["type"], event["object"].metadata.name))
        break
    equal(seen, [("ADDED", "dynamic")], "events")
    jobs.delete(name="dynamic", namespace=NAMESPACE)
    raised(NotFoundError, lambda: jobs.get(name="dynamic", namespace=NAMESPACE))
    services = kinds.resources.get(api_version="serving.kserve.io/v1beta1", kind="InferenceService")
    equal(services.short_names, ["isvc"], "short names")


def creates_from_files(api: client.ApiClient) -> None:
    text = f"""
apiVersion: v1
kind: ConfigMap
metadata: {{name: from-file, namespace: {NAMESPACE}}}
data:
  text: |
    two
    lines
---
apiVersion: v1
kind: Service
metadata: {{name: from-file, namespace: {NAMESPACE}}}
spec: {{ports: [{{port: 80}}]}}
"""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "objects.yaml"
        file.write_text(text)
        made = utils.create_from_yaml(api, str(file))
        equal([each[0].kind for each in made], ["ConfigMap", "Service"], "kinds")
        equal(made[0][0].data, {"text": "two\nlines\n"}, "text of the ConfigMap")
        again = raised(utils.FailToCreateError, lambda: utils.create_from_yaml(api, str(file)))
        contains(str(again), "AlreadyExists", "the second time")
    core = client.CoreV1Api(api)
    core.delete_namespaced_service("from-file", NAMESPACE)
    core.delete_namespaced_config_map("from-file", NAMESPACE)


def asks_for_access(api: client.ApiClient) -> None:
    attributes = client.V1ResourceAttributes(verb="create", resource="pods", namespace=NAMESPACE)
    review = client.V1SelfSubjectAccessReview(
        spec=client.V1SelfSubjectAccessReviewSpec(resource_attributes=attributes)
    )
    answer = client.AuthorizationV1Api(api).create_self_subject_access_review(review)
    equal(answer.status.allowed, True, "allowed")
    core = client.CoreV1Api(api)
    eventually("the account is there", lambda: core.list_namespaced_service_account(NAMESPACE).items)
    token = core.create_namespaced_service_account_token(
        "default", NAMESPACE, client.AuthenticationV1TokenRequest(spec=client.V1TokenRequestSpec(audiences=[]))
    ).status.token
    account = client.Configuration.get_default_copy()
    account.cert_file = account.key_file = None
    account.refresh_api_key_hook = None  # it would bring back the token of the kubeconfig
    account.api_key = {"authorization": "Bearer " + token}
    refused = raised(
        ApiException, lambda: client.CoreV1Api(client.ApiClient(account)).list_namespaced_secret(NAMESPACE)
    )
    equal(refused.status, 403, "status for an account without rights")
    contains(refused.body, f"system:serviceaccount:{NAMESPACE}:default", "who is refused")


def tells_version_and_kinds(api: client.ApiClient) -> None:
    equal(client.VersionApi(api).get_code().major, "1", "major version")
    groups = {group.name for group in client.ApisApi(api).get_api_versions().groups}
    equal({"apps", "serving.kserve.io", "kubeflow.org"} <= groups, True, "groups")
    definitions = client.ApiextensionsV1Api(api).list_custom_resource_definition().items
    names = {each.metadata.name for each in definitions}
    equal("inferenceservices.serving.kserve.io" in names, True, "definition of InferenceServices")


def main() -> None:
    config.load_kube_config(sys.argv[1])
    api = client.ApiClient()
    core = client.CoreV1Api(api)
    core.create_namespace(client.V1Namespace(metadata=client.V1ObjectMeta(name=NAMESPACE)))
    with tempfile.TemporaryDirectory() as cache:
        kinds = dynamic.DynamicClient(api, cache_file=str(Path(cache) / "discovery.json"))
        checks = Checks()
        checks.run("version and kinds", partial(tells_version_and_kinds, api))
        checks.run("create, read, delete", partial(creates_reads_and_deletes, core))
        checks.run("lists", partial(lists_by_labels_and_pages, core))
        checks.run("watch", partial(watches, core))
        checks.run("errors", partial(tells_what_is_wrong, core))
        checks.run("deployments", partial(scales_deployments, client.AppsV1Api(api)))
        checks.run("custom objects", partial(handles_custom_objects, client.CustomObjectsApi(api)))
        checks.run("server-side apply", partial(applies_on_the_server, kinds))
        checks.run("dynamic client", partial(discovers_kinds, kinds))
        checks.run("files", partial(creates_from_files, api))
        checks.run("access", partial(asks_for_access, api))
    checks.exit()


if __name__ == "__main__":
    main()
