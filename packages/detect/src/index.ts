export { detect, explain } from "./detect.ts";
export type { DetectOptions, Explanation } from "./detect.ts";
export { mayHoldPart } from "./may-hold-part.ts";
export { parseAddress } from "./chains/registry.ts";
export type { ParsedAddress } from "./chains/chain-detector.ts";
export { REJECTS } from "./reject-codes.ts";
export type { Reject, RejectCode } from "./reject-codes.ts";
export { detectJsonl, detectLine, explainJson, explainLine, toInput } from "./jsonl.ts";
export type { ExplainResult, JsonlFinding, JsonlMessage, JsonlResult } from "./jsonl.ts";
export { RuleSet } from "./rules.ts";
export type { Rule, RuleHit, RuleProblem, RuleProblemCode } from "./rules.ts";
export { SpreadTracker } from "./spread.ts";
export type { Caller, Occurrence, SpreadOptions, SpreadReport, SpreadSlice } from "./spread.ts";
export { OUTCOMES, ReputationBook } from "./reputation.ts";
export type { Outcome, Reputation, ReputationOptions, ReputationState, SubjectKind } from "./reputation.ts";
export { AnomalyWatch } from "./anomalies.ts";
export type { Anomaly, AnomalyKind, AnomalyOptions, AnomalyState, CallObservation } from "./anomalies.ts";
export { Correlator, tickersOf } from "./correlation.ts";
export type {
  CorrelatedCall,
  CorrelationOptions,
  CorrelationState,
  LinkReason,
  Story,
  StoryMember,
} from "./correlation.ts";
