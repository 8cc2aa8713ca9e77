# SPDX-License-Identifier: Apache-2.0
"""Kubeflow's SDKs on a kubeconfig: what they keep and read of jobs and experiments, which nobody runs here.

Where an SDK waits for a controller, the check writes the status that the controller would write.
"""

import sys
from functools import partial

from kubeflow import katib
from kubeflow.common.types import KubernetesBackendConfig
from kubeflow.trainer import CustomTrainer, TrainerClient
from kubeflow.training import TrainingClient
from kubernetes import client, config

from checks import Checks, equal, raised

NAMESPACE = "default"
RUNTIME = "torch-distributed"


def conditions(*types: str) -> list[dict]:
    return [
        {"type": each, "status": "True", "lastTransitionTime": "2026-01-01T00:00:00Z"} for each in types
    ]


class Statuses:
    """Writes the status of objects, as their controllers would."""

    def __init__(self) -> None:
        self._custom = client.CustomObjectsApi()

    def write(self, version: str, plural: str, name: str, status: dict) -> None:
        self._custom.patch_namespaced_custom_object_status(
            "kubeflow.org", version, NAMESPACE, plural, name, {"status": status}
        )

    def trial(self, experiment: str, name: str) -> None:
        trial = {
            "apiVersion": "kubeflow.org/v1beta1",
            "kind": "Trial",
            "metadata": {"name": name, "labels": {"katib.kubeflow.org/experiment": experiment}},
            "spec": {"parameterAssignments": [{"name": "a", "value": "3"}]},
        }
        self._custom.create_namespaced_custom_object("kubeflow.org", "v1beta1", NAMESPACE, "trials", trial)
        metric = {"name": "result", "latest": "3", "max": "3", "min": "3"}
        status = {"conditions": conditions("Succeeded"), "observation": {"metrics": [metric]}}
        self.write("v1beta1", "trials", name, status)

    def runtime(self, name: str) -> None:
        container = {"name": "node", "image": "none"}
        node = {
            "name": "node",
            "template": {
                "metadata": {"labels": {"trainer.kubeflow.org/trainjob-ancestor-step": "trainer"}},
                "spec": {"template": {"spec": {"containers": [container]}}},
            },
        }
        runtime = {
            "apiVersion": "trainer.kubeflow.org/v1alpha1",
            "kind": "ClusterTrainingRuntime",
            "metadata": {"name": name, "labels": {"trainer.kubeflow.org/framework": "torch"}},
            "spec": {
                "mlPolicy": {"numNodes": 1, "torch": {"numProcPerNode": "auto"}},
                "template": {"spec": {"replicatedJobs": [node]}},
            },
        }
        self._custom.create_cluster_custom_object(
            "trainer.kubeflow.org", "v1alpha1", "clustertrainingruntimes", runtime
        )


def train() -> None:
    print("trained")


def creates_jobs(training: TrainingClient) -> None:
    training.create_job(name="pj", base_image="none", train_func=train, num_workers=2)
    job = training.get_job("pj")
    equal(job.metadata.name, "pj", "name")
    equal(job.spec.pytorch_replica_specs["Worker"].replicas, 1, "workers beside the master")
    equal([each.metadata.name for each in training.list_jobs()], ["pj"], "names of the jobs")
    training.create_job(name="tf", job_kind="TFJob", base_image="none", num_workers=1)
    equal([each.metadata.name for each in training.list_jobs(job_kind="TFJob")], ["tf"], "names of the TFJobs")
    training.delete_job("tf", job_kind="TFJob")


def tells_conditions_of_jobs(training: TrainingClient, statuses: Statuses) -> None:
    statuses.write("v1", "pytorchjobs", "pj", {"conditions": conditions("Created", "Running", "Succeeded")})
    kinds = [each.type for each in training.get_job_conditions("pj")]
    equal(kinds, ["Created", "Running", "Succeeded"], "conditions")
    equal(training.is_job_succeeded("pj"), True, "succeeded")
    job = training.wait_for_job_conditions("pj", wait_timeout=30, polling_interval=1)
    equal(job.metadata.name, "pj", "name")
    equal(training.get_job_pods("pj"), [], "pods")


def updates_jobs(training: TrainingClient) -> None:
    job = training.get_job("pj")
    job.spec.pytorch_replica_specs["Worker"].replicas = 3
    training.update_job(job, "pj")
    changed = training.get_job("pj")
    equal(changed.spec.pytorch_replica_specs["Worker"].replicas, 3, "workers")
    equal(len(changed.status.conditions), 3, "conditions after the update")


def deletes_jobs(training: TrainingClient) -> None:
    training.delete_job("pj")
    equal(training.list_jobs(), [], "jobs")
    raised(RuntimeError, lambda: training.get_job("pj"))


def objective(parameters: dict) -> None:
    print(f"result={parameters['a']}")


def creates_experiments(tuner: katib.KatibClient) -> None:
    tuner.tune(
        name="tune",
        objective=objective,
        parameters={"a": katib.search.int(min=1, max=5)},
        objective_metric_name="result",
        max_trial_count=4,
        parallel_trial_count=2,
        base_image="none",
    )
    experiment = tuner.get_experiment("tune")
    equal(experiment.spec.max_trial_count, 4, "trials")
    equal([each.metadata.name for each in tuner.list_experiments()], ["tune"], "names")


def tells_conditions_of_experiments(tuner: katib.KatibClient, statuses: Statuses) -> None:
    metric = {"name": "result", "latest": "5", "max": "5", "min": "5"}
    best = {
        "bestTrialName": "t1",
        "parameterAssignments": [{"name": "a", "value": "5"}],
        "observation": {"metrics": [metric]},
    }
    statuses.write(
        "v1beta1",
        "experiments",
        "tune",
        {"conditions": conditions("Created", "Succeeded"), "currentOptimalTrial": best},
    )
    equal(tuner.is_experiment_succeeded("tune"), True, "succeeded")
    experiment = tuner.wait_for_experiment_condition("tune", timeout=30, polling_interval=1)
    equal(experiment.metadata.name, "tune", "name")
    equal(tuner.get_optimal_hyperparameters("tune").best_trial_name, "t1", "the best trial")


def edits_budgets(tuner: katib.KatibClient) -> None:
    tuner.edit_experiment_budget("tune", max_trial_count=9)
    equal(tuner.get_experiment("tune").spec.max_trial_count, 9, "trials")


def finds_trials(tuner: katib.KatibClient, statuses: Statuses) -> None:
    statuses.trial("tune", "t1")
    equal([each.metadata.name for each in tuner.list_trials("tune")], ["t1"], "names")
    details = tuner.get_success_trial_details("tune")
    equal([each["name"] for each in details], ["t1"], "names of those that succeeded")
    equal(tuner.get_trial("t1").status.observation.metrics[0].latest, "3", "metric")
    raised(RuntimeError, lambda: tuner.get_suggestion("tune"))


def deletes_experiments(tuner: katib.KatibClient) -> None:
    tuner.delete_experiment("tune")
    equal(tuner.list_experiments(), [], "experiments")


def lists_runtimes(trainer: TrainerClient, statuses: Statuses) -> None:
    equal(trainer.list_runtimes(), [], "runtimes at first")
    statuses.runtime(RUNTIME)
    equal([each.name for each in trainer.list_runtimes()], [RUNTIME], "runtimes")
    equal(trainer.get_runtime(RUNTIME).trainer.framework, "torch", "framework")


def trains(trainer: TrainerClient) -> str:
    name = trainer.train(runtime=trainer.get_runtime(RUNTIME), trainer=CustomTrainer(func=train, num_nodes=2))
    equal([each.name for each in trainer.list_jobs()], [name], "names")
    job = trainer.get_job(name)
    equal((job.name, job.num_nodes, job.runtime.name), (name, 2, RUNTIME), "job")
    return name


def stops_training(trainer: TrainerClient) -> None:
    for job in trainer.list_jobs():
        trainer.delete_job(job.name)
    equal(trainer.list_jobs(), [], "jobs")


def main() -> None:
    kubeconfig = sys.argv[1]
    config.load_kube_config(kubeconfig)
    statuses = Statuses()
    training = TrainingClient(config_file=kubeconfig, namespace=NAMESPACE)
    tuner = katib.KatibClient(config_file=kubeconfig, namespace=NAMESPACE)
    trainer = TrainerClient(KubernetesBackendConfig(config_file=kubeconfig, namespace=NAMESPACE))
    checks = Checks()
    checks.run("training: create, get, list", partial(creates_jobs, training))
    checks.run("training: conditions", partial(tells_conditions_of_jobs, training, statuses))
    checks.run("training: update", partial(updates_jobs, training))
    checks.run("training: delete", partial(deletes_jobs, training))
    checks.run("katib: create, get, list", partial(creates_experiments, tuner))
    checks.run("katib: conditions", partial(tells_conditions_of_experiments, tuner, statuses))
    checks.run("katib: budget", partial(edits_budgets, tuner))
    checks.run("katib: trials and suggestions", partial(finds_trials, tuner, statuses))
    checks.run("katib: delete", partial(deletes_experiments, tuner))
    checks.run("trainer: runtimes", partial(lists_runtimes, trainer, statuses))
    checks.run("trainer: train, list, get", partial(trains, trainer))
    checks.run("trainer: delete", partial(stops_training, trainer))
    checks.exit()


if __name__ == "__main__":
    main()
