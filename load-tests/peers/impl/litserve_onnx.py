# SPDX-License-Identifier: Apache-2.0
import os

import common
import litserve


class Onnx(litserve.LitAPI):
    def setup(self, device):
        self.session = common.session()

    def decode_request(self, request):
        return common.feeds(request["inputs"])

    def predict(self, feeds):
        return self.session.run(common.OUTPUTS, feeds)

    def encode_response(self, arrays):
        return common.answer(arrays)


if __name__ == "__main__":
    server = litserve.LitServer(Onnx(), accelerator="cpu", workers_per_device=1)
    server.run(host="127.0.0.1", port=int(os.environ["HTTP"]), generate_client_file=False, log_level="warning", access_log=False)
