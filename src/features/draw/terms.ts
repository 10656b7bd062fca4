import { z } from "zod";
import type { Language } from "../../core/text.ts";

const prizeSchema = z.object({
  /** "一等奖"; "" where the host gave none */
  rank: z.string().max(20),
  name: z.string().min(1).max(60),
  count: z.int().min(1).max(10_000),
  /** market price of one, in fen (0.01 yuan); null = not told yet */
  value: z.int().min(0).nullable(),
  /** paid into the winner's account by itself; 0 = handed over by the host or as a code */
  points: z.int().min(0),
});

const need = z.object({
  /** days since the bot first knew the member */
  days: z.int().min(0),
  /** days with a message … */
  active: z.int().min(0),
  /** … among the last so many */
  within: z.int().min(1),
  points: z.int().min(0),
  /** index of the tier, 0 = any */
  tier: z.int().min(0).max(3),
  tag: z.string().nullable(),
  /** not a winner in the last so many draws */
  notWon: z.int().min(0),
});

/** Everything a host fixes about a draw before it opens. */
export const termsSchema = z.object({
  prizes: z.array(prizeSchema),
  closeAt: z.coerce.date().nullable(),
  /** entries after which nobody more can enter; the result waits for the close all the same */
  limit: z.int().min(1).nullable(),
  level: z.enum(["A", "B", "C"]),
  sources: z.array(z.object({ source: z.string(), issue: z.string() })),
  /** the numbers come from a toy of ours, where no time passes but the playground's; the notice says so */
  toy: z.boolean().default(false),
  /** how members enter: by button and word, and … */
  keyword: z.string().nullable(),
  /** by checking in so many days in a row (only so) */
  streak: z.int().min(1).nullable(),
  /** by having scored in a quiz that ended, or in a season that was closed (only so) */
  quiz: z.boolean(),
  /** everybody who qualifies, at the close (only so) */
  auto: z.boolean(),
  /** points an entry costs; they come back when the draw is void */
  cost: z.int().min(0),
  weight: z.object({ by: z.enum(["none", "points", "tier", "streak"]), most: z.int().min(1).max(100) }),
  need,
  alternates: z.int().min(0).max(10_000),
  claimDays: z.int().min(1).max(365),
  organiser: z.string().nullable(),
  contact: z.string().nullable(),
  delivery: z.string().nullable(),
  /** the draw this one repeats, when that one was void */
  repeats: z.int().nullable(),
  /** the topic of a forum in which it was opened */
  threadId: z.string().optional(),
});

export type Terms = z.infer<typeof termsSchema>;
export type DrawPrize = z.infer<typeof prizeSchema>;
export type Need = z.infer<typeof need>;

/** Terms that nothing is missing in. */
export interface FullTerms extends Terms {
  closeAt: Date;
  organiser: string;
  contact: string;
  delivery: string;
}

/**
 * What may still come to a draw that is open: more prizes, or longer to claim them, nothing else (law
 * against unfair competition, art. 11; SAMR order 32, art. 13). Announcement and receipt stay as they
 * are. Added prizes go to the places right behind the announced ones, in the same ranking.
 */
export const supplementSchema = z.object({
  prizes: z.array(prizeSchema),
  /** days to claim from now on; null = as before */
  claimDays: z.int().min(1).max(365).nullable(),
  /** exactly what was posted above its fingerprint, and that: H of it */
  text: z.string(),
  hash: z.string(),
  at: z.coerce.date(),
});

export type Supplement = z.infer<typeof supplementSchema>;

const noNeed: Need = { days: 0, active: 0, within: 30, points: 0, tier: 0, tag: null, notWon: 0 };

export const emptyTerms: Terms = {
  prizes: [],
  closeAt: null,
  limit: null,
  level: "A",
  sources: [],
  toy: false,
  keyword: null,
  streak: null,
  quiz: false,
  auto: false,
  cost: 0,
  weight: { by: "none", most: 10 },
  need: noNeed,
  alternates: 0,
  claimDays: 7,
  organiser: null,
  contact: null,
  delivery: null,
  repeats: null,
};

export const winnersOf = (terms: Pick<Terms, "prizes">): number =>
  terms.prizes.reduce((sum, one) => sum + one.count, 0);

/** The prize of each winner's place, in order: [0, 1, 1, 1, 2 …]; added ones last. */
export const prizeSlots = (prizes: readonly DrawPrize[]): number[] =>
  prizes.flatMap(({ count }, index) => Array<number>(count).fill(index));

/** "一等奖 耳机", as announcement and messages call a prize. */
export const prizeName = ({ rank, name }: Pick<DrawPrize, "rank" | "name">): string =>
  rank === "" ? name : `${rank} ${name}`;

/** "贴纸 ×3、50积分 ×2": a list of prizes in one line. */
export const prizeLine = (prizes: readonly DrawPrize[], language: Language): string =>
  prizes.map((prize) => `${prizeName(prize)} ×${prize.count}`).join(language === "zh" ? "、" : ", ");
