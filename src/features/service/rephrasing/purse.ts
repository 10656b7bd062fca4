import type { BaseCtx } from "../../../core/feature.ts";
import type { Model, Usage } from "../../../llm/model.ts";
import { spentThisMonth, usualTokens } from "./budget.ts";

/** A request to the model that no member's question led to. */
export interface HouseCall extends Usage {
  /** where it was asked for */
  chatId: number;
  /** what it was for, in the place of a question's fingerprint */
  purpose: string;
  verdict: "passed" | "refused" | "failed";
  /** which rule of the gate, or which fault */
  reason: string | null;
}

/**
 * The community's one purse for a model. What is asked for the house itself counts in the money of
 * the month like members' questions, but in nobody's daily number of them.
 */
export const purseOf = (model: Pick<Model, "cost" | "monthlyCap">) => ({
  /** How many requests the money of this month still lasts for; Infinity = no limit. */
  async left(ctx: BaseCtx): Promise<number> {
    const cap = model.monthlyCap;
    const each = model.cost(usualTokens);
    if (cap === null || each <= 0) return Infinity;
    return Math.max(0, Math.floor((cap - (await spentThisMonth(ctx))) / each));
  },
  /** Writes down requests that were made. Not idempotent: in the act that keeps what they came to. */
  async note({ tx, community, now }: BaseCtx, calls: readonly HouseCall[]): Promise<void> {
    await tx.llmCall.createMany({
      data: calls.map(({ purpose, ...call }) => ({
        ...call,
        communityId: community.id,
        memberId: nobody,
        at: now,
        hash: purpose,
        entries: [],
        cost: model.cost(call),
      })),
    });
  },
});

/** No member has this number. */
const nobody = 0;
