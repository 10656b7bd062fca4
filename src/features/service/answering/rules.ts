import { normalise } from "../finding/index.ts";

/** A question is read up to here, in UTF-16 code units. */
export const questionLimit = 1000;
/** For so long one answer serves everybody in a group who asks the same. */
export const sharedMs = 60_000;
/** Somebody who asks the same again within this time was not helped by the answer. */
export const repeatedMs = 600_000;
/** A question may lean on the same member's last one for so long. */
export const followUpMs = 180_000;
const asking =
  /[?？]|[吗呢嘛么]\s*[。.!！~～…]*$|^(?:请问|怎么|怎样|如何|为什么|什么|哪|谁|几|多少|多久|能不能|可不可以|可以|有没有|是不是|还有|想问)|(?:怎么|如何|什么|哪里|哪儿|哪个|多少|多久|几点|几天|能否|能不能|可以.*吗|有没有|是不是|怎么办)|^(?:what|where|when|who|whom|whose|why|which|how|can|could|may|do|does|did|is|are|am|will|would|should|have|has)\b/iu;

const angry =
  /投诉|骗子|骗人|垃圾|坑人|太差|气死|无语|退钱[!！]|差评|黑店|\b(?:scam|fraud|rip-?off|terrible|awful|ridiculous|useless|worst|furious|unacceptable)\b|[!！]{3,}/iu;

/** A little talk to the bot that wants no answer from the shop. */
const smallTalk =
  /^(?:(?:谢+|多谢|感谢|谢谢你|好的?|嗯+|哦+|哈+|收到|明白了?|知道了|辛苦了|你好|您好|早|早上好|晚安|在吗|在不在|hi|hello|hey|thanks?|thank you|thx|ok|okay|great|good (?:morning|night)|bye)[\s!！。.~～…,，、?？]*)+$/iu;

/** What begins or ends so says only half of what is asked: the other half was said before. */
const halfAsked = /^(?:那么?|还有|另外|and|what about|how about|or)(?![a-z])|呢[\s?？]*$/iu;
const halfLength = 30;

const thanks = /^(?:谢|多谢|感谢|辛苦|thank|thx)/iu;

export const isThanks = (words: string): boolean => thanks.test(words.normalize("NFKC").trim());
export const leansBack = (words: string): boolean => words.length <= halfLength && halfAsked.test(words);
export const looksAsked = (words: string): boolean => asking.test(words);
export const isAngry = (words: string): boolean => angry.test(words);
/** Without a letter it is no question: a number (of a choice that has run out), a face, dots. */
export const isSmallTalk = (words: string): boolean =>
  !/\p{L}/u.test(words) || smallTalk.test(words.normalize("NFKC").trim());

/**
 * Whether the bot may answer something else while a member waits for a person: not those who wanted
 * none of it (who asked for a person, or were not helped), until that person has answered.
 */
export const mayAnswerBeside = (ticket: { reason: string; state: string }, question: string): boolean =>
  (ticket.reason === "unknown" || ticket.state === "answered") && looksAsked(question) && !isAngry(question);

/** What was asked, without the mentions in it. `names`: how those mentioned are written, the bot among them. */
export function questionIn(text: string, names: readonly string[]): string {
  const bare = names
    .filter((name) => name !== "")
    .toSorted((a, b) => b.length - a.length)
    .reduce((rest, name) => rest.replaceAll(`@${name}`, " "), text);
  return bare
    .replace(/[\s\u2005]+/gu, " ")
    .trim()
    .slice(0, questionLimit);
}

/** The words of a question as two who ask the same share them. */
export const sameWords = (question: string): string => normalise(question).replace(/[\s\p{P}\p{S}]+/gu, "");
