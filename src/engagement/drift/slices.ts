/** Works a sliced computation off without letting anybody go between. */
export function atOneGo<T>(work: Generator<void, T, void>): T {
  for (let step = work.next(); ; step = work.next()) if (step.done) return step.value;
}
