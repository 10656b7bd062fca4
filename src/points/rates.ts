/** Minutes of talk that earn the full rate, and those after them that earn half of it. */
const fullMinutes = 15;
const halfMinutes = 20;

/**
 * Points for a day of talk, by the number of distinct clock minutes with a message that counts:
 * 2 for each of the first 15, 1 for each of the next 20, at most 50. (MEE6 pays once per 60 s too.)
 */
export function chatPoints(minutes: number): number {
  const full = Math.min(minutes, fullMinutes);
  const half = Math.min(Math.max(minutes - fullMinutes, 0), halfMinutes);
  return full * 2 + half;
}
