/** Minutes of talk that earn the full rate, and those after them that earn half of it. */
export const fullMinutes = 15;
export const halfMinutes = 20;
const fullRate = 2;
const halfRate = 1;
/** Most chat points of a day. */
export const dayLimit = fullMinutes * fullRate + halfMinutes * halfRate;

/**
 * Points for a day of talk, by the number of distinct clock minutes with a message that counts:
 * 2 for each of the first 15, 1 for each of the next 20, at most 50. (MEE6 pays once per 60 s too.)
 */
export function chatPoints(minutes: number): number {
  const full = Math.min(minutes, fullMinutes);
  const half = Math.min(Math.max(minutes - fullMinutes, 0), halfMinutes);
  return full * fullRate + half * halfRate;
}
