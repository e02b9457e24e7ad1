export { detect, explain } from "./detect.ts";
export type { DetectOptions, Explanation } from "./detect.ts";
export { parseAddress } from "./chains/registry.ts";
export type { ParsedAddress } from "./chains/chain-detector.ts";
export { REJECTS } from "./reject-codes.ts";
export type { Reject, RejectCode } from "./reject-codes.ts";
export { detectJsonl, detectLine, explainJson, explainLine, toInput } from "./jsonl.ts";
export type { ExplainResult, JsonlFinding, JsonlMessage, JsonlResult } from "./jsonl.ts";
