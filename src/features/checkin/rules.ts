/** The reward for the first day, what each further day in a row adds, and the day from which it stays. */
export interface Rewards {
  first: number;
  step: number;
  fullAfter: number;
}

export const defaultRewards: Rewards = { first: 10, step: 2, fullAfter: 6 };

/** Points for the n-th check-in day in a row; by default 10, 12, 14 … 20 from the sixth day on. */
export function rewardFor(streak: number, { first, step, fullAfter }: Rewards = defaultRewards): number {
  return first + step * (Math.min(streak, fullAfter) - 1);
}

/** How many of these numbers, ascending and each once, follow one another from the first on. */
export function runOf(numbers: readonly number[]): number {
  const [first = 0] = numbers;
  const end = numbers.findIndex((number, index) => number !== first + index);
  return end < 0 ? numbers.length : end;
}
