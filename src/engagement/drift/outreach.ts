import type { MemberDrift } from "./standing.ts";

/** Whom a kind word may bring back: regulars not long silent. */
export interface OutreachSettings {
  /** chance at the last-seen day from which a member was a regular */
  regularChance: number;
  fromSilentDays: number;
  toSilentDays: number;
}

export const OUTREACH_SETTINGS: OutreachSettings = { regularChance: 0.5, fromSilentDays: 5, toSilentDays: 21 };

type Chanced = MemberDrift & { chance: NonNullable<MemberDrift["chance"]> };

/**
 * Whom to write to, the most urgent first: those least likely to come by themselves. Ranking by
 * how unusual the silence is does worse than chance: surprising silences mostly end by themselves.
 * The caller leaves out staff and those who wish no mail.
 */
export function whomToWriteTo(
  members: readonly MemberDrift[],
  settings: OutreachSettings = OUTREACH_SETTINGS,
): MemberDrift[] {
  return members
    .filter((member): member is Chanced => member.chance !== null)
    .filter(
      ({ chance, silentDays }) =>
        chance.atLastSeen >= settings.regularChance &&
        silentDays >= settings.fromSilentDays &&
        silentDays <= settings.toSilentDays,
    )
    .sort((a, b) => a.chance.now - b.chance.now || b.activeDays - a.activeDays || a.member - b.member);
}
