import type { Tx } from "../core/database/index.ts";
import type { BaseCtx } from "../core/context.ts";
import { mayHaveMinors } from "./minors.ts";
import { memberIdsOf } from "./person.ts";

/**
 * What a member can switch off for themselves: being counted in statistics, standing on boards,
 * being written to first, their questions going to a language model.
 */
export const choices = ["stats", "boards", "nudges", "llm"] as const;
export type Choice = (typeof choices)[number];

interface PersonKey {
  communityId: number;
  id: number;
}

/** What the person has switched off, through whichever of their identities. */
export async function switchedOff(tx: Tx, person: PersonKey): Promise<Set<Choice>> {
  const memberId = { in: await memberIdsOf(tx, person.communityId, person.id) };
  const rows = await tx.optOut.findMany({ where: { communityId: person.communityId, memberId } });
  return new Set(rows.map((row) => row.choice as Choice));
}

/** Whether a person may be written to in private unasked: they have not forbidden it, and no minors may be here. */
export const mayWriteFirst = async (ctx: BaseCtx, memberId: number): Promise<boolean> =>
  !(await mayHaveMinors(ctx)) &&
  !(await switchedOff(ctx.tx, { communityId: ctx.community.id, id: memberId })).has("nudges");

/** Switches something off or on again; holds from the next event on. Idempotent. */
export async function choose(
  tx: Tx,
  person: PersonKey & { via: number },
  choice: Choice,
  on: boolean,
  at: Date,
): Promise<void> {
  const { communityId, id, via } = person;
  if (on) {
    await tx.optOut.deleteMany({
      where: { communityId, choice, memberId: { in: await memberIdsOf(tx, communityId, id) } },
    });
  } else {
    await tx.optOut.createMany({ data: [{ communityId, memberId: via, choice, at }], skipDuplicates: true });
  }
}
