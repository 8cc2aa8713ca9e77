# SPDX-License-Identifier: Apache-2.0
"""A handler of TorchServe that takes and gives tensors as v2 has them; TorchScript on one thread."""
import json
import os

import torch
from ts.torch_handler.base_handler import BaseHandler


class Handler(BaseHandler):
    def initialize(self, context):
        torch.set_num_threads(1)
        torch.set_num_interop_threads(1)
        self.model = torch.jit.load(os.path.join(context.system_properties["model_dir"], "model.pt")).eval()
        self.initialized = True

    def handle(self, data, context):
        answers = []
        for item in data:
            body = item.get("body") or item.get("data")
            if isinstance(body, (bytes, bytearray, str)):
                body = json.loads(body)
            tensor = body["inputs"][0]
            values = torch.tensor(tensor["data"], dtype=torch.float32).reshape(tensor["shape"])
            with torch.inference_mode():
                result = self.model(values)
            answers.append({"outputs": [{"name": "y", "shape": list(result.shape), "datatype": "FP32", "data": result.flatten().tolist()}]})
        return answers
