# SPDX-License-Identifier: Apache-2.0
"""A model of Triton's Python backend."""
import os
import sys

sys.path.insert(0, os.environ["IMPL"])
import common
import triton_python_backend_utils as triton


class TritonPythonModel:
    def initialize(self, args):
        self.session = common.session()

    def execute(self, requests):
        responses = []
        for request in requests:
            arrays = self.session.run(common.OUTPUTS, {name: triton.get_input_tensor_by_name(request, name).as_numpy() for name in common.INPUTS})
            responses.append(triton.InferenceResponse([triton.Tensor(name, array) for name, array in zip(common.OUTPUTS, arrays)]))
        return responses
