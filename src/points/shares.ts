import { chatPoints } from "./rates.ts";

/** One member's talk on one day. */
export interface Talk {
  memberId: number;
  /** the clock minutes that scored */
  minutes: readonly number[];
}

/**
 * How a person's chat points of one day divide among the members they came through, the longest
 * known first: each is given what its minutes add to those before. Together they are worth the
 * points of all distinct minutes, so a minute spent on two platforms counts once.
 */
export function shareTalk(talk: readonly Talk[]): Map<number, number> {
  const minutes = new Set<number>();
  const shares = new Map<number, number>();
  let given = 0;
  for (const one of [...talk].sort((a, b) => a.memberId - b.memberId)) {
    for (const minute of one.minutes) minutes.add(minute);
    const worth = chatPoints(minutes.size);
    shares.set(one.memberId, worth - given);
    given = worth;
  }
  return shares;
}
