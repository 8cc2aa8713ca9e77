# SPDX-License-Identifier: Apache-2.0
import os
import threading

import ray
from ray import serve


@serve.deployment(num_replicas=1, ray_actor_options={"num_cpus": 0.1}, max_ongoing_requests=256)
class Onnx:
    def __init__(self):
        import common

        self.common = common
        self.session = common.session()

    async def __call__(self, request):
        feeds = self.common.feeds((await request.json())["inputs"])
        return self.common.answer(self.session.run(self.common.OUTPUTS, feeds))


ray.init(
    include_dashboard=False,
    num_cpus=2,
    configure_logging=False,
    log_to_driver=False,
    _temp_dir=os.environ["WORK"],  # names of sockets in it must stay below 108 bytes
    object_store_memory=200 * 2**20,
    runtime_env={"env_vars": {name: os.environ[name] for name in ("MODEL", "MODEL_DIR")} | {"PYTHONPATH": os.environ["IMPL"]}},
)
serve.start(http_options={"host": "127.0.0.1", "port": int(os.environ["HTTP"])}, logging_config={"enable_access_log": False, "log_level": "ERROR"})
serve.run(Onnx.bind(), route_prefix="/predict", name="app")
threading.Event().wait()
