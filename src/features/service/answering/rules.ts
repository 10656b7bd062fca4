import { dayMs } from "../../../core/time.ts";
import { normalise } from "../finding/index.ts";

/** Of a question so much is heard, in UTF-16 code units: a whole message. What is looked up of it is shorter (`readLimit`). */
const heardLimit = 4096;
/** For so long one answer serves everybody in a group who asks the same. */
export const sharedMs = 60_000;
/** Somebody who asks the same again within this time was not helped by the answer. */
export const repeatedMs = 600_000;
/** What staff called "not for us" is answered so for this long, when it is asked again in the same words. */
export const declinedMs = 30 * dayMs;
/** A question may lean on the same member's last one for so long. */
export const followUpMs = 180_000;

/** All patterns meet a text as questions and entries meet: simplified characters, half width, small letters. */
const asking = new RegExp(
  [
    /\?|[吗呢嘛么]\s*[。.!~…]*$/,
    /^(?:请问|怎么|怎样|如何|为什么|什么|哪|谁|几|多少|多久|能不能|可不可以|可以|有没有|是不是|还有|想问)/,
    /怎么|如何|什么|多少|多久|为何|何时|是否|能否|可以.*吗|(?<!没)啥|咋/,
    /哪(?:里|儿|个|些|天|家|种|边)|[在去到]哪|几(?:点|天|号|个|折|楼|种|块|元|钱|斤|位|次|分钟|小时)|多(?:大|远|长|高|重|贵|快)/,
    // 卖不卖, 有没有, 要不要
    /(\p{Script=Han})[不没]\1/u,
    /^(?:what|where|when|who|whom|whose|why|which|how)s?\b/,
    /^(?:can|could|may|do|does|did|is|are|am|will|would|should|have|has|any|anyone|anything|tell me|let me know)\b/,
    /^i (?:need|want|would like) to know\b/,
  ]
    .map((pattern) => pattern.source)
    .join("|"),
  "u",
);

/** Who wants something of the shop, however short. */
const wanting =
  /^(?:我要|我想(?:要|买|退|换|订|约|预约|问)|我需要|帮我|帮忙|求|想(?:要|买|退|换|订|约|预约)|要(?:退|换|买|订))|(?:发|看|查|问|改)一?下|^(?:i (?:need|want|would like)|give me|show me|send me|help)\b/u;

const angry =
  /投诉|骗子|骗人|垃圾|坑人|太差|气死|无语|退钱[!！]|差评|黑店|\b(?:scam|fraud|rip-?off|terrible|awful|ridiculous|useless|worst|furious|unacceptable)\b|[!！]{3,}/iu;

/** Words of a little talk that wants no answer from the shop; the longer before those they begin with. */
const courtesies =
  /有用|谢谢你们?|多谢|感谢|谢|不客气|辛苦|麻烦了|太好|好[滴嘞]|好|行|可以|嗯|哦|噢|哈|嘿|收到|明白|知道|没事|没问题|不用|算了|先这样|就这样|呵|嘻|哎|唉|呃|对|是的|你好|您好|早上|早|晚上|晚安|在吗|在不在|有人吗|再见|拜拜|老板|亲|[的了啦呢呀吧啊哟喔]|\b(?:helpful|useful|hi|hello|hey|there|many|thank you|thank u|thanks?|thx|so much|very much|a lot|ok|okay|yes|no|sure|cool|nice|(?:ha){2,}h?|(?:he){2,}|lol|hm+|oh|ah|yep|yeah|nope|fine|good|alright|understood|never mind|perfect|great|got it|no problem|anybody there|anyone there|(?:are )?you there|good (?:morning|night|afternoon|evening)|you are welcome|bye)\b|[\s!！。.~～…,，、?？]/giu;

/** Somebody who says so wants a sign that they are heard. */
const greeting =
  /^(?:你好|您好|早|晚上好|在吗|在不在|有人吗|hi|hello|hey|any(?:body|one) there|(?:are )?you there|good (?:morning|afternoon|evening))(?![a-z])/iu;

/** Who says so does not need an answer any more. */
const settled =
  /不用(?!谢|客气)|算了|没事了|找到了|解决了|\b(?:never ?mind|no need|forget it|found it|figured it out|(?:it is|got it) (?:solved|sorted))\b/u;

/** What begins or ends so says only half of what is asked: the other half was said before. */
const halfAsked = /^(?:那么?|还有|另外|and|what about|how about|or)(?![a-z])|呢[\s?？]*$/iu;
const halfLength = 30;

let heard = { words: "", simple: "" };

/** What somebody says as the patterns know it; many ask it of the same words. */
function simple(words: string): string {
  if (heard.words !== words) heard = { words, simple: normalise(words) };
  return heard.simple;
}

const thanks = /谢|辛苦|麻烦了|thank|thx/iu;

/**
 * A wish for a person, and nothing that an entry could answer. Repetitions are few and bounded: nested
 * ones without bounds could be made to take for ever.
 */
const personWanted = [
  /^(?:请|麻烦|帮我|给我|我想要?|我要|能不能|可以|能|快){0,3}(?:(?:[转轉]接?|找|叫|[联聯][系繫]|接|[换換]|要|和|跟|有没有|有)(?:一下|一?个|位|到)?)?(?:(?:人工|真人|活人)?客服|(?:人工|真人)服务|人工|真人|活人)(?:来|聊聊?|说话?|谈谈?|处理|一下|在吗|在不在|好吗|可以吗|吗|吧|呢){0,3}(?=$|[\s\p{P}])/u,
  /^(?:请|麻烦|帮我|给我|我想要?|我要|能不能|可以|能){0,3}(?:找|叫|[联聯][系繫])(?:一下|一?个|你们){0,2}(?:店员|店长|老板|经理|人)(?:来|处理|一下|吗|吧){0,3}(?=$|[\s\p{P}])/u,
  /^(?:(?:please|can|could|may|i|i'd|let me|want to|need to|would|like to|wanna) ){0,4}(?:talk|speak|chat) (?:to|with) (?:an? |the |your )?(?:real |live |actual )?(?:human(?: being)?|person|agent|representative|operator|customer service|manager|someone|somebody|staff|support)\b(?: please| now| here){0,2}/iu,
  /^(?:(?:please|can|could|may|i|i'd|let me|connect me (?:to|with)|transfer me to|put me through to|want|need|would like|have|give me|get me) ){0,4}(?:an? |the )?(?:real |live |actual )?(?:human(?: being)?|person|agent|representative|operator|customer service)(?: please| now)?(?=$|\p{P})/iu,
];

/** Who asks so wants to know what they are talking to. */
const whoAreYou =
  /^(?:help|(?:are|r) (?:you|u) (?:just )?(?:an? )?(?:real|human|person|bot|robot|ai|machine|program|chatgpt)(?: person| human| being| assistant| or .{1,20})?|who are you|what are you|what(?:'s| is) your name|what can you do)[\s?.!]*$|^(?:请问)?你(?:到底)?(?:是谁|是什么(?:东西|机器人|人)?|是(?:不是)?(?:真?人|人工|机器人|ai|人工智能|chatgpt|程序)(?:还是.{1,6})?|叫什么(?:名字)?|会(?:什么|做什么|干什么)|能(?:做什么|做啥|干什么|干嘛))[吗呢啊呀吧嘛]?[\s?？。!！]*$/iu;

/** Who waits and says so wants to know what the bot can do; what else they ask may be meant for the person they wait for. */
export const isHelp = (words: string): boolean => /^help[\s?.!]*$/iu.test(words.normalize("NFKC").trim());

/** Yes, and nothing else. */
const assent =
  /^(?:好[的呀啊吧滴]?|可以的?|行|要的?|嗯+|是的?|对|麻烦你?了?|yes|yeah|yep|sure|ok(?:ay)?|please|go ahead)(?: please|谢谢)?$/u;
export const isAssent = (words: string): boolean =>
  assent.test(
    simple(words)
      .replace(/[\s\p{P}~]+/gu, " ")
      .trim(),
  );

export const isThanks = (words: string): boolean => thanks.test(simple(words));
export const isGreeting = (words: string): boolean => greeting.test(simple(words));
export const isWhoAreYou = (words: string): boolean => whoAreYou.test(words.normalize("NFKC").trim());

/** What somebody says besides that they want a person, "" = nothing; null: they do not say that they want one. */
export function besidesPerson(words: string): string | null {
  const said = words.normalize("NFKC").trim();
  const wish = personWanted.map((pattern) => pattern.exec(said)?.[0]).find((found) => found !== undefined);
  return wish === undefined ? null : said.slice(wish.length).replace(/^[\s\p{P}]+/u, "");
}
export const leansBack = (words: string): boolean => words.length <= halfLength && halfAsked.test(simple(words));
export const looksAsked = (words: string): boolean => asking.test(simple(words));
export const isAngry = (words: string): boolean => angry.test(simple(words));
/** Without a letter it is no question: a number (of a choice that has run out), a face, dots. */
export const isSmallTalk = (words: string): boolean => !/\p{L}/u.test(simple(words).replace(courtesies, ""));

/** Small talk that tells a person nothing either: a number may be the one they asked for. */
export const isCourtesy = (words: string): boolean => isSmallTalk(words) && !/\p{N}/u.test(words);

/** Where one question of a message ends and the next begins; a mere comma parts too much that is one. */
const nextQuestion =
  /(?<=[?？])(?![?？])|(?<=吗)[\s,，。;；]+(?=\S)|[\s,，。;；]+(?=(?:还有|另外|以及|顺便))|[,;]?\s+(?:and|also)\s+(?=(?:also\s+)?(?:what|where|when|who|which|how|can|could|may|do|does|is|are|will|would|should)\b)/iu;
const besides = /^(?:还有|另外|以及|顺便(?:问一?下)?|and|also)[\s,，:：]*/iu;

/** Several questions of one message, three at most, each as it would be asked by itself; none where it asks one, or says more. */
export function questionsIn(words: string): string[] {
  const parts = words.split(nextQuestion).map((part) => part.trim().replace(besides, ""));
  const said = parts.filter((part) => part !== "" && !isSmallTalk(part));
  return said.length >= 2 && said.length <= 3 && said.every(looksAsked) ? said : [];
}

/** Beside another question, does it say by itself what is asked? "对吗", "要多久", "is it?" do not. */
export const standsAlone = (question: string): boolean =>
  !leansBack(question) &&
  ((question.match(/\p{Script=Han}/gu)?.length ?? 0) >= 4 || (question.match(/[\p{L}\p{N}']+/gu)?.length ?? 0) >= 4);

/** Does it say that no answer is needed any more, be it in a word of courtesy? */
export const isSettled = (words: string): boolean => !looksAsked(words) && settled.test(simple(words));

export const wantsSomething = (words: string): boolean => wanting.test(simple(words));

/** Long enough to want something, four words or six Han characters; or it says that it does. */
export const saysSomething = (words: string): boolean =>
  wantsSomething(words) ||
  (words.match(/\p{Script=Han}/gu)?.length ?? 0) >= 6 ||
  (words.match(/[\p{L}\p{N}']+/gu)?.length ?? 0) >= 4;

/**
 * Whether the bot may answer something else while a member waits for a person: not those who wanted
 * none of it (who asked for a person, or were not helped), until that person has answered.
 */
export const mayAnswerBeside = (ticket: { reason: string; state: string }, question: string): boolean =>
  (isUnfound(ticket.reason) || ticket.state === "answered") && looksAsked(question) && !isAngry(question);

/** Is a person asked only because no entry was found? */
export const isUnfound = (reason: string): boolean => reason === "unknown" || reason === "failed";

/** What was asked, without the mentions in it. `names`: how those mentioned are written, the bot among them. */
export function questionIn(text: string, names: readonly string[]): string {
  const bare = names
    .filter((name) => name !== "")
    .toSorted((a, b) => b.length - a.length)
    .reduce((rest, name) => rest.replaceAll(`@${name}`, " "), text);
  return bare
    .replace(/[\s\u2005]+/gu, " ")
    .trim()
    .slice(0, heardLimit);
}

/** The words of a question as two who ask the same share them. */
export function sameWords(question: string): string {
  const plain = simple(question);
  return plain.replace(/[\s\p{P}\p{S}]+/gu, "") || plain;
}
