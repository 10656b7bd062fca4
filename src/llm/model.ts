import type { z } from "zod";

/** Why a model gave nothing that can be used. */
export type Fault =
  | "timeout"
  | "unreachable"
  /** the provider does not take the key, or the account may not use it */
  | "key"
  /** the provider knows no model of this name, or nothing at this address */
  | "unknownModel"
  /** too many requests, or no money left there */
  | "tooMany"
  /** its own trouble: 500 and up */
  | "down"
  | "refused"
  | "tooLong"
  | "notJson"
  | "wrongForm"
  | "empty"
  /** it was not asked: several faults came just before */
  | "circuit";

/** One request: the only words a model sees. Nothing in it is secret, and nobody's id is in it. */
export interface ModelRequest<T> {
  system: string;
  user: string;
  /** what must come back, as JSON */
  schema: z.ZodType<T>;
  schemaName: string;
  maxTokens: number;
}

export interface Usage {
  tokensIn: number;
  tokensOut: number;
}

export type ModelResult<T> = ({ ok: true; value: T } | { ok: false; fault: Fault }) & Usage;

/** A language model as the house sees it. It never throws, and answers within eight seconds or not at all. */
export interface Model {
  /** whom it is asked of, and by which name: members are told who may read their questions */
  readonly provider: string;
  ask<T>(request: ModelRequest<T>, signal: AbortSignal): Promise<ModelResult<T>>;
  /** millionths of the provider's currency for so many tokens */
  cost(usage: Usage): number;
  /** most a community may cost in a month, in millionths of the currency; null = no limit */
  readonly monthlyCap: number | null;
}
