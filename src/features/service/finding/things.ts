import { wordTerms } from "./terms.ts";

/** Whether there is a thing, and the thing: "do you sell coffee beans", 卖不卖啤酒, 有蛋糕吗. */
const english = /\bdo(?:es)? (?:you|they|the (?:shop|store)) (?:\w+ )?(?:sell|have|stock|carry|serve|offer)\b(.*)/u;
const chinese = /(?:有没有|卖不卖|有卖)(.*)|(?:^|你们|店里|这里|这儿|家|还)(?:有|卖|供应)(.*)[吗嘛么]/u;
/** What is asked for is not named. */
const open = /什么|怎么|多少|几|哪/u;
const saysNothing = new Set(
  "any some anything something kind kinds type types sort sorts other else more also available today here there online please now still yet with for the and that this your".split(
    " ",
  ),
);

/**
 * Tells of a question whether it asks for a thing that the base names nowhere. An entry about a neighbouring
 * thing ("do you have snacks?") looks alike by all its other words, and is no answer to it. Only this plain form
 * is told: of other questions the half name something the base does not (docs/answers.md).
 * @param isKnown is this term (see `wordTerms`) anywhere in the base?
 */
export function unknownThings(isKnown: (term: string) => boolean): (question: string) => boolean {
  const segmenter = new Intl.Segmenter("zh", { granularity: "word" });
  const isUnknown = (word: string): boolean => {
    const terms = [...wordTerms(word).keys()].filter((term) => term.length > 1);
    return terms.length > 0 && !terms.some(isKnown) && !saysNothing.has(word);
  };
  return (question) => {
    const [, one, other] = english.exec(question) ?? chinese.exec(question) ?? [];
    const thing = one ?? other ?? "";
    if (thing === "" || open.test(thing)) return false;
    return Array.from(segmenter.segment(thing)).some(
      ({ segment, isWordLike }) => isWordLike === true && isUnknown(segment),
    );
  };
}
