import type { BaseCtx } from "../core/context.ts";
import type { Model, Usage } from "./model.ts";

/** For whom a model is asked. */
export interface Requester {
  /** where its words will stand */
  chatId: number;
  /** every identity of the person, for their limits */
  memberIds: readonly number[];
  /** the member the row belongs to */
  via: number;
  /** a fingerprint of what it is asked; nothing of it */
  hash: string;
  /** what it is taken to need before that is known; absent: a question and its answer */
  usual?: Usage;
}

/** For the community itself, and nobody in it: a digest. No chat and no member has the number 0. */
export const forAll = { chatId: 0, memberIds: [], via: 0 } as const;

/** What a request came to. */
export interface Settlement {
  usage: Usage;
  verdict: "passed" | "refused" | "failed";
  /** the gate's rule, or the model's fault */
  reason: string | null;
}

/** The money of a community for a model, whichever feature asks: limits a person, a chat and a month. */
export interface Purse {
  /** Takes a request out of the budget before it is made; its number, or null: none is left, or none is wanted. */
  take(ctx: BaseCtx, model: Pick<Model, "cost" | "monthlyCap">, requester: Requester): Promise<number | null>;
  /** Writes down what a request was in the end. Idempotent. */
  settle(ctx: BaseCtx, model: Pick<Model, "cost">, id: number, settlement: Settlement): Promise<void>;
}
