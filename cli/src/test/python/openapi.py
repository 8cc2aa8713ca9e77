# SPDX-License-Identifier: Apache-2.0
"""Schemathesis against the OpenAPI documents that the server itself gives out.

No answer but one that is documented, with the documented headers and body; 501, 503 and 504 only where they are
documented and 500 never; what does not fit a schema is refused, and so are other methods.
"""

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import ProxyHandler, build_opener

from checks import Checks, equal

SEED = 20261122
HERE = Path(__file__).parent

# Only the server may say 501, 503 and 504; that they are documented is a check of its own. A negative request may be
# refused by any status of those that are documented.
CONFIGURATION = """
[generation]
# Extra headers are not against a schema; the tool takes them for that beside a header that is a number.
allow-extra-parameters = false
database = "none"

[checks]
not_a_server_error.expected-statuses = ["2xx", "3xx", "4xx", 501, 503, 504]
negative_data_rejection.expected-statuses = ["4xx", 501, 503, 504]

[dictionaries.models]
values = ["iris"]

[dictionaries.versions]
values = ["1"]

[dictionaries.regions]
values = ["region"]

[dictionaries.repositories]
values = ["models"]

[dictionaries.memory]
values = ["%(memory)s"]

[parameters]
"path.model" = { dictionary = "models", probability = 0.5 }
"path.version" = { dictionary = "versions", probability = 0.5 }
"path.repository" = { dictionary = "repositories", probability = 0.5 }
"path.region" = { dictionary = "regions", probability = 0.5 }
"body.key" = { dictionary = "memory", probability = 0.5 }
"header.X-Amzn-SageMaker-Target-Model" = { dictionary = "models", probability = 0.8 }

# What is valid here depends on things that a schema can't say: which tensors a model has (the documents of models say
# it), which files and memory there are.
[[operations]]
include-path-regex = "%(unsure)s"
checks.positive_data_acceptance.enabled = false
"""

UNSURE = {
    "server": "(infer|infer_stream|generate|generate_stream|:predict|/invocations|/load|/register|/trace/setting)$",
    # hooks make fitting requests for /infer; an event may lack a part
    "model": "(/load|/trace/setting)$",
}


def main() -> None:
    parser = argparse.ArgumentParser()
    for argument in ("http", "grpc", "examples", "cases"):
        parser.add_argument(argument)
    parser.add_argument("documents", nargs="+")
    arguments = parser.parse_args()
    checks = Checks()
    for path in arguments.documents:
        checks.run(path, lambda path=path: conforms(arguments.http, path, int(arguments.cases)))
    checks.exit()


def conforms(authority: str, path: str, cases: int) -> None:
    url = f"http://{authority}{path}"
    of_model = "/models/" in path
    with tempfile.TemporaryDirectory() as folder, tempfile.NamedTemporaryFile(dir="/dev/shm", prefix="slipway-") as memory:
        memory.write(bytes(4096))
        memory.flush()
        configuration = Path(folder) / "schemathesis.toml"
        unsure = UNSURE["model" if of_model else "server"]
        configuration.write_text(CONFIGURATION % {"memory": Path(memory.name).name, "unsure": unsure})
        report = run(url, configuration, cases)
    assert_complete(report, url, of_model)


def run(url: str, configuration: Path, cases: int) -> dict:
    report = configuration.with_name("report.json")
    line = [Path(sys.executable).with_name("schemathesis"), "--config-file", configuration, "run", url]
    line += ["--seed", str(SEED), "--max-examples", str(cases), "--continue-on-failure"]
    # one worker: with more, CPython 3.11 fails now and then to parse (gh-106905)
    line += ["--workers", "1", "--request-timeout", "30", "--no-color"]
    line += ["--report", "json", "--report-json-path", report]
    environment = os.environ | {"SCHEMATHESIS_HOOKS": "openapi_hooks", "PYTHONPATH": str(HERE)}
    result = subprocess.run(
        [str(word) for word in line], cwd=configuration.parent, env=environment, capture_output=True, text=True
    )
    if result.returncode != 0:
        raise AssertionError(f"exit code {result.returncode}\n{result.stdout}\n{result.stderr}")
    return json.loads(report.read_text())


def assert_complete(report: dict, url: str, of_model: bool) -> None:
    """Every operation of the document was tested, and those that can't fail for want of names were answered."""
    with build_opener(ProxyHandler({})).open(url, timeout=30) as answer:
        document = json.load(answer)
    prefix = document["servers"][0]["url"].rstrip("/")
    operations = {
        f"{method.upper()} {path}"
        for path, item in document["paths"].items()
        for method in item
        if prefix + path != urlsplit(url).path  # the tool leaves out where the document is
    }
    equal(sorted(report["valid_rates"]), sorted(operations), "operations that were tested")
    equal(report["errors"], [], "errors")
    for operation in sorted(operations):
        accepted = sum(phase["accepted"] for phase in report["valid_rates"][operation].values())
        if accepted == 0 and (of_model or not re.search(r"\{|invocations", operation)):
            raise AssertionError(f"{operation} was never answered with success: {report['valid_rates'][operation]}")
    print(json.dumps(report["valid_rates"], indent=1), file=sys.stderr)


if __name__ == "__main__":
    main()
