import type { PacingProfile } from "../../src/core/bot.ts";

/** Messages nobody asked for, in any 24 hours. */
const unaskedADay = 200;

/**
 * WeChat publishes no figures. These come from what other projects found bearable: a random 3–8 s
 * between messages (WechatFerry's safe mode: 1 s to one person, 3–5 s between people, 40 a minute in
 * all) and 12 a minute in all; less than a third of that in an account's first two weeks, when most
 * accounts are lost.
 */
const settled: PacingProfile = {
  perGroup: { count: 12, windowMs: 60_000 },
  gapMs: { min: 3_000, max: 8_000 },
  overall: { count: 12, windowMs: 60_000 },
  unaskedADay,
};
const young: PacingProfile = {
  perGroup: { count: 3, windowMs: 60_000 },
  gapMs: { min: 10_000, max: 27_000 },
  overall: { count: 3, windowMs: 60_000 },
  unaskedADay,
};

const youngMs = 14 * 24 * 3_600_000;
/** Nothing is sent so soon after a login. */
const quietAfterLoginMs = 10 * 60_000;

/** How long it is still quiet after a login at this instant, in ms; 0 = it may be spoken. */
export const quietLeft = (loginAt: number, now: number): number => Math.max(0, quietAfterLoginMs - (now - loginAt));

/** The pace of an account that a program has used since then; null = not known, so as of a new one. */
export function paceOf(since: Date | null, now: number): PacingProfile {
  return since !== null && now - since.getTime() >= youngMs ? settled : young;
}
