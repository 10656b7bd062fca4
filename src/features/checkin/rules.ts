/** What a day of check-in is worth; see the settings of checkin. */
export interface Rates {
  /** points for the first day */
  base: number;
  /** what each further day in a row adds */
  step: number;
  /** the day from which it stays */
  fullAfterDays: number;
}

/** Points for the n-th check-in day in a row: as set from the start 10, 12, 14 … 20 from the sixth day on. */
export function rewardFor(streak: number, { base, step, fullAfterDays }: Rates): number {
  return base + step * (Math.min(streak, fullAfterDays) - 1);
}
