# SPDX-License-Identifier: Apache-2.0
import common
from mlserver import MLModel
from mlserver.codecs import NumpyCodec
from mlserver.types import InferenceResponse


class Onnx(MLModel):
    async def load(self):
        self.session = common.session()
        return True

    async def predict(self, request):
        arrays = self.session.run(common.OUTPUTS, {i.name: NumpyCodec.decode_input(i) for i in request.inputs})
        return InferenceResponse(model_name=self.name, outputs=[NumpyCodec.encode_output(name, array) for name, array in zip(common.OUTPUTS, arrays)])
