import type { Purse } from "../../../llm/purse.ts";
import { reserve } from "./budget.ts";
import { tellCap } from "./rephrase.ts";

/** The one budget of a community for its model: what others ask counts as what answers cost. */
export const purse: Purse = {
  async take(ctx, model, requester) {
    const { id, cap } = await reserve(ctx, model, { ...requester, entries: [] });
    await tellCap(ctx, cap);
    return id;
  },
  async settle({ tx, community }, model, id, { usage, verdict, reason }) {
    const { tokensIn, tokensOut } = usage;
    await tx.llmCall.updateMany({
      where: { communityId: community.id, id },
      data: { tokensIn, tokensOut, cost: model.cost(usage), verdict, reason },
    });
  },
};
