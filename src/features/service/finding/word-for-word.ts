/** 几点开门？ is asked word for word by 几点开门. */
const withoutMarks = (text: string) => text.replace(/^[\s,.;:!?、。…~"“”'()]+|[\s,.;:!?、。…~"“”'()]+$/gu, "");

/**
 * Tells which entry alone is asked by a text, word for word. Where entries have answers to post, marks at the ends do
 * not count; else any difference does.
 * @param phrasings of each entry, in the form in which they are kept
 */
export function wordForWord(
  phrasings: readonly (readonly string[])[],
  hasAnswers: boolean,
): (text: string) => number | undefined {
  const bare = hasAnswers ? withoutMarks : (text: string) => text;
  const owners = new Map<string, number>();
  const shared = new Set([""]);
  phrasings.forEach((list, entry) => {
    for (const text of list.map(bare)) {
      if (owners.has(text) && owners.get(text) !== entry) shared.add(text);
      owners.set(text, entry);
    }
  });
  for (const text of shared) owners.delete(text);
  return (text) => owners.get(bare(text));
}
