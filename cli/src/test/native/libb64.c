// SPDX-License-Identifier: Apache-2.0
// Stands in for libb64.so.0d, which few machines have. perf_analyzer does not start without these functions, and calls
// them for memory of a GPU only; whoever calls one here is stopped.

void base64_init_encodestate(void) { __builtin_trap(); }
void base64_encode_block(void) { __builtin_trap(); }
void base64_encode_blockend(void) { __builtin_trap(); }
void base64_init_decodestate(void) { __builtin_trap(); }
void base64_decode_block(void) { __builtin_trap(); }
