import { z } from "zod";
import { defaultRewards } from "./rules.ts";

const points = z.number().int().min(0).max(10_000);

/** What check-ins pay and make-up cards cost. */
export const settings = z.object({
  /** points for the first day */
  first: points.default(defaultRewards.first),
  /** points each further day in a row adds */
  step: points.default(defaultRewards.step),
  /** day in a row from which the reward stays the same */
  fullAfter: z.number().int().min(1).max(365).default(defaultRewards.fullAfter),
  /** points a make-up card costs members; 0 = not for sale */
  cardPrice: points.default(50),
  /** points for a day filled with a make-up card */
  cardPoints: points.default(0),
});

/** The feature as its settings know it, for its own files. */
export const checkinSettings = { name: "checkin", settings };
