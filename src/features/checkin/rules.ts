/** The reward for the first day, what each further day in a row adds, and the day from which it stays. */
const first = 10;
const step = 2;
const fullAfter = 6;

/** Points for the n-th check-in day in a row: 10, 12, 14 … 20 from the sixth day on. */
export function rewardFor(streak: number): number {
  return first + step * (Math.min(streak, fullAfter) - 1);
}
