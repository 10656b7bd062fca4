import { text as words } from "../core/text.ts";

export const text = {
  nobodyMeant: words({
    zh: "要说是谁：@一下 TA，回复 TA 的消息再发，或者写成员号，比如 #12。",
    en: "Say who: mention them with @, send this as a reply to their message, or give their number, such as #12.",
  }),
  unknownNumber: words<{ number: number }>({
    zh: ({ number }) => `这里没有 #${number} 号成员。`,
    en: ({ number }) => `There is no member #${number} here.`,
  }),
  severalNamed: words<{ name: string; numbers: number[] }>({
    zh: ({ name, numbers }) =>
      `叫“${name}”的有 ${numbers.length} 位：${numbers.map((one) => `#${one}`).join("、")}。请 @ TA、回复 TA 的消息，或写成员号。`,
    en: ({ name, numbers }) =>
      `${numbers.length} people are called "${name}": ${numbers.map((one) => `#${one}`).join(", ")}. Mention the one you mean, reply to a message of theirs, or give the number.`,
  }),
  typedMention: words<{ name: string; numbers: number[] }>({
    zh: ({ name, numbers }) =>
      `手打的 @ 我认不准。叫“${name}”的有 ${numbers.map((one) => `#${one}`).join("、")}：写成员号，或者 @ 的时候从名单里点选 TA。`,
    en: ({ name, numbers }) =>
      `A name typed by hand does not tell me who. Called "${name}": ${numbers.map((one) => `#${one}`).join(", ")}. Write the number, or choose them from the list when you type @.`,
  }),
  notAPerson: words({
    zh: "这只能对群成员用，不能对机器人或频道用。",
    en: "This works for members only, not for bots or channels.",
  }),
  unknownPerson: words<{ name: string }>({
    zh: ({ name }) => `我还不认识“${name}”：请 TA 先在群里说句话，或者回复 TA 的消息再发，写成员号也行。`,
    en: ({ name }) =>
      `I do not know "${name}" yet: let them say something here first, reply to a message of theirs, or give their number.`,
  }),
};
