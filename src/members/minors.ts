import { z } from "zod";
import type { BaseCtx } from "../core/context.ts";

/** The switch of a community where minors may be present, for whoever must be more careful there. */
export const minorsSwitch = {
  name: "privacy",
  settings: z.object({
    /** minors may be in the groups: no draws, no language model, nobody is written to first */
    minors: z.boolean().default(false),
  }),
};

/** Whether minors may be in the groups. Nobody's age is asked or guessed: an operator says so for all. */
export const mayHaveMinors = async (ctx: Pick<BaseCtx, "settings">): Promise<boolean> =>
  (await ctx.settings(minorsSwitch)).minors;
