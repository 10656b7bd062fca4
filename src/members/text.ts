import { text as words } from "../core/text.ts";

export const text = {
  nobodyMeant: words({
    zh: "要说是谁：@一下 TA，或者回复 TA 的消息再发。",
    en: "Say who: mention them with @, or send this as a reply to their message.",
  }),
  notAPerson: words({
    zh: "这只能对群成员用，不能对机器人或频道用。",
    en: "This works for members only, not for bots or channels.",
  }),
  unknownPerson: words<{ name: string }>({
    zh: ({ name }) => `我还不认识“${name}”，请 TA 先在群里说句话，或者回复 TA 的消息再发。`,
    en: ({ name }) =>
      `I do not know "${name}" yet: let them say something here first, or reply to a message of theirs.`,
  }),
};
