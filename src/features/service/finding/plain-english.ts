type Step = readonly [written: RegExp, meant: string];

/** What is said around the question, and tells nothing of it. */
const courtesies: readonly Step[] = [
  [/\b(?:please|kindly)\b ?/gu, ""],
  [
    /^(?:(?:hi|hello|hey|dear|good (?:morning|afternoon|evening))(?: (?:there|all|everyone|team|sir|madam))?[ ,.!]+)+/gmu,
    "",
  ],
  [/(?<=[\p{L}\p{N}?])[ ,.!]+(?:many )?(?:thanks|thank you)(?: (?:so|very) much| a lot| in advance)?[ ,.!]*$/gmu, ""],
  [
    /\b(?:(?:can|could|would|will) you )?(?:(?:tell|advise) me(?: about)?|let me know(?: about)?|help me(?: (?:to|with))?)\b/gu,
    "",
  ],
  [/\b(?:i|we) (?:just )?(?:want|need|would like|am trying) to (?:know|find out|understand|ask)\b(?: about)?/gu, ""],
  [/\b(?:do you|does any(?:one|body)) know\b|\bi (?:(?:am|was) wondering|wonder|have a question(?: about)?)\b/gu, ""],
];

/** How do I, what is the way to and are there any ways to ask one thing, as may I and is it possible to do. */
const forms: readonly Step[] = [
  [/\bhow come\b|\b(?:what is the|for what) reason(?: for| why| that)?\b/gu, "why"],
  [/\b(?:at )?what time\b/gu, "when"],
  [/\b(?:is|are) there (?:(?:a|any) )?ways? (?:(?:that )?(?:i|we) (?:can|could)|to|of|for)\b/gu, "how to"],
  [
    /\bwhat (?:is|are) the (?:(?:best|easiest|right|correct) )?(?:ways?|steps|process|procedure) (?:to|of|for)\b/gu,
    "how to",
  ],
  [/\bwhat (?:steps )?(?:should|do|can|must) (?:i|we) (?:(?:need|have) to )?(?:take|do) to\b/gu, "how to"],
  [/\bhow (?:do|can|could|should|would) (?:i|we|one|you)\b/gu, "how to"],
  [/\b(?:is|would) it (?:be )?possible(?: for (?:me|us))? to\b|\b(?:am i|are we) (?:able|allowed) to\b/gu, "can i"],
  [/\b(?:may|could) i\b|\bcan we\b/gu, "can i"],
  [/\b(?:i|we) (?:want|need|have|wish|would (?:like|love)|am (?:looking|trying)|have been trying) to\b/gu, "i want to"],
];

const steps = [...courtesies, ...forms];

/**
 * An English question without its courtesies, and of several ways to ask the same one: in a short question that is
 * half of its words. What is nothing but courtesy stays as it is. Measured: docs/answers.md.
 * @param normalised see `normalise`
 */
export function inPlainEnglish(normalised: string): string {
  const plain = steps.reduce((result, [written, meant]) => result.replace(written, meant), normalised);
  return plain.trim() === "" ? normalised : plain;
}

const saidInAny = new Set(
  (
    "a an the and or but if of to in on at by for from with about into as is are was were be been being am do does did " +
    "doing have has had having i me my mine myself we us our you your yours he him his she her it its they them their " +
    "this that these those there here what which who whom whose when where why how can could will would shall should " +
    "may might must not no so than then too very just any some all hi hello need want like get know tell"
  ).split(" "),
);

/** Words that stand in any question, and tell little of what this one is about. */
export const isSaidInAny = (word: string): boolean => saidInAny.has(word);
