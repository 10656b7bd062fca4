import { inPlainEnglish } from "./plain-english.ts";

type Step = readonly [written: RegExp, meant: string];

/** What is said before the question, and tells nothing of it. */
const openings: readonly Step[] = [
  [/(?:我?想)?(?:请问|问)一下|请问|我想问|麻烦(?!的)|[你您]好(?![评像友])/gu, ""],
  [/一下(?![午子班])/gu, ""],
];

/** 能不能, 可不可以, 能否 and 可以 ask one thing, as 包不包邮 and 包邮吗 do. */
const forms: readonly Step[] = [
  [/(\p{Script=Han})[不没]\1/gu, "$1"],
  [/可以|能够|可否|能否/gu, "能"],
  [/是否/gu, "是"],
  [/有无|有木有/gu, "有"],
  [/需要/gu, "要"],
];

const questionWords: readonly Step[] = [
  [/啥/gu, "什么"],
  [/为何|为嘛|因何|怎么回事|咋回事|什么原因/gu, "为什么"],
  [/咋样?|怎样|怎么样|如何/gu, "怎么"],
  [/怎么(?:处理|弄|整|搞)/gu, "怎么办"],
  [/何时|几时|什么时间|多会儿/gu, "什么时候"],
  [/在那(?=[里儿])/gu, "在哪"],
  [/哪[儿边]|何处|什么地方/gu, "哪里"],
  [/在哪(?!里)/gu, "在哪里"],
  [/多长时间|多少[天日]|多少时间|(?<![这那前后过好近])几天/gu, "多久"],
  [/多钱|什么价格?|价格多少|几块钱|多少元/gu, "多少钱"],
];

/** Words of any shop that are one, and characters that are often taken for one another. */
const shopWords: readonly Step[] = [
  [/退钱/gu, "退款"],
  [/付钱|付费|支付(?!宝)/gu, "付款"],
  [/充钱/gu, "充值"],
  [/邮费|快递费|配送费/gu, "运费"],
  [/打折|折扣/gu, "优惠"],
  [/购买/gu, "买"],
  [/[修更]改|变更/gu, "改"],
  [/查[看询找阅]/gu, "查"],
  [/撤销/gu, "取消"],
  [/丢失|遗失|弄丢/gu, "丢"],
  [/忘记|忘了/gu, "忘"],
  [/小朋友|(?<!毛)孩子|儿童|宝宝|娃娃?/gu, "小孩"],
  [/\bvip\b/gu, "会员"],
  [/[薇威]信|v信|\b(?:vx|wx)\b/gu, "微信"],
  [/\bzfb\b/gu, "支付宝"],
  [/卷/gu, "券"],
  [/帐/gu, "账"],
  [/登陆/gu, "登录"],
  [/定(?=[位座单桌房餐票购货])/gu, "订"],
];

/** What ends a question that is one without it: 包邮吗, 包邮不, 到了没有呀. */
const endings: Step = [
  /(?<=\p{Script=Han}{2})(?:了?没有?|不|[吗嘛吧呢呀啊哦哈啦咯哇噢呗捏]|(?<![什怎那这多要])么)+(?=$|[^\p{L}\p{N}])/gu,
  "",
];

const steps: readonly Step[] = [...openings, ...forms, ...questionWords, ...shopWords, endings];
const han = /\p{Script=Han}/u;

/**
 * A question in the words that most would use for it: what comes and goes is gone, and of several ways to ask the
 * same, in any community, there is one. In a short question that is half of it: 何时开通 and 什么时候开通
 * share two characters of four, 包邮不 and 包邮吗 one pair. Measured: docs/answers.md.
 * @param normalised see `normalise`
 */
export function inPlainWords(normalised: string): string {
  if (!han.test(normalised)) return inPlainEnglish(normalised);
  return steps.reduce((result, [written, meant]) => result.replace(written, meant), normalised);
}

const inAnyText = new Set("的了吗嘛么呢吧啊呀哦是我你您他她它这那有没在能可会要想就都还也和与不很太再又把被给让请谁");

/** Characters that stand in any text, beside any other, and tell little of what it is about. */
export const isInAnyText = (character: string): boolean => inAnyText.has(character);
