import type { Role } from "../../core/context.ts";
import { plural, text as words, type Text } from "../../core/text.ts";
import type { Choice } from "../../members/choices.ts";
import { roleNames } from "../../members/roles.ts";

const names = {
  zh: { stats: "计入统计", boards: "出现在排行榜", nudges: "主动提醒", llm: "问题可交给语言模型" },
  en: {
    stats: "counted in statistics",
    boards: "on the boards",
    nudges: "reminders",
    llm: "questions may go to a language model",
  },
} as const satisfies Record<"zh" | "en", Record<Choice, string>>;

const states = (off: ReadonlySet<string>, language: "zh" | "en") =>
  (Object.entries(names[language]) as [Choice, string][])
    .map(([choice, name]) => `${off.has(choice) ? "✖️" : "✔️"} ${name}`)
    .join(language === "zh" ? "　" : "  ");

const done: Record<Choice, { on: Text; off: Text }> = {
  stats: {
    on: words({ zh: "好的，从现在起你的发言重新计入统计。", en: "Done: from now on your messages count again." }),
    off: words({
      zh: "好的，从现在起你的发言只算进群的总数，不再记在你名下（聊天积分也就停了，签到和抽奖照常）。想回来：恢复统计。",
      en: "Done: from now on your messages only count in the group's totals, not under your name (so no points for talk; check-in and draws go on). To come back: /optin stats.",
    }),
  },
  boards: {
    on: words({ zh: "好的，你会重新出现在排行榜上。", en: "Done: you are on the boards again." }),
    off: words({
      zh: "好的，排行榜上不再出现你，积分照常。想回来：显示排名。",
      en: "Done: you are on no board any more; your points go on. To come back: /hide off.",
    }),
  },
  nudges: {
    on: words({ zh: "好的，需要时我会主动提醒你。", en: "Done: I may remind you again." }),
    off: words({
      zh: "好的，我不再主动找你。想恢复：恢复提醒。",
      en: "Done: I will not write to you first. To undo: /nudge on.",
    }),
  },
  llm: {
    on: words({ zh: "好的，你的问题可以交给语言模型回答。", en: "Done: your questions may go to a language model." }),
    off: words({
      zh: "好的，你的话不会交给任何语言模型。想恢复：恢复AI。",
      en: "Done: nothing you say goes to a language model. To undo: /llm on.",
    }),
  },
};

/** Who else may read what a member asks. */
const given = {
  zh: (model: string | null) =>
    model === null
      ? "除非群里启用语言模型答疑，什么都不交给别人。"
      : `除非群里启用语言模型答疑，什么都不交给别人；启用后，你的提问去掉电话、地址等再交给 ${model}。`,
  en: (model: string | null) =>
    model === null
      ? "Nothing is given to others, unless the group turns on answers by a language model."
      : `Nothing is given to others, unless the group turns on answers by a language model: then your questions, without phone numbers, addresses and the like, go to ${model}.`,
};

const withMinors = {
  zh: "这里可能有未成年人：不开新的抽奖，不用语言模型，也不主动私聊任何人。",
  en: "Minors may be present here: no new draws, no language model, and nobody is written to first.",
};
/** What is off for everybody there. */
const offWithMinors: readonly Choice[] = ["nudges", "llm"];

export const text = {
  title: words({ zh: "隐私", en: "privacy" }),
  settings: {
    minors: {
      name: words({ zh: "可能有未成年人", en: "minors may be present" }),
      help: words({
        zh: "打开后不开新的抽奖、刮刮乐停下，不用语言模型，也不主动私聊；已经公布的抽奖照常开奖",
        en: "on: no draw opens, scratch cards rest, no language model is asked and nobody is written to first; a draw announced already goes on",
      }),
      privacy: (_: unknown, to: unknown) =>
        to === true
          ? words(withMinors)
          : words({
              zh: "抽奖、主动提醒和语言模型（如果启用了）恢复；“退订提醒”“关闭AI”照样有效。",
              en: "Draws, reminders and the language model (where there is one) are back; /nudge off and /llm off hold as before.",
            }),
    },
  },
  done,
  notedWithMinors: words({
    zh: "记下了。不过这里可能有未成年人，现在对谁都不主动私聊，也不用语言模型。",
    en: "Noted. But minors may be present here: for now nobody is written to first, and no language model is asked.",
  }),
  privacyHelp: words({ zh: "我记录什么、保留多久、怎么关掉", en: "what I keep, how long, and how to switch it off" }),
  exportHelp: words({ zh: "私聊里给你关于你的全部数据", en: "everything kept about you, in private" }),
  forgetHelp: words({ zh: "删除关于你的一切", en: "erase everything about you" }),
  optoutHelp: words({ zh: "发言不再计入个人统计", en: "your messages no longer count under your name" }),
  optinHelp: words({ zh: "重新计入统计", en: "be counted again" }),
  hideHelp: words({ zh: "不出现在排行榜上", en: "stay off the boards" }),
  unhideHelp: words({ zh: "回到排行榜上", en: "back on the boards" }),
  remindHelp: words({ zh: "可以再提醒我", en: "reminders again" }),
  llmOnHelp: words({ zh: "我的话可以交给语言模型", en: "my words may go to language models again" }),
  nudgeHelp: words({ zh: "不要主动提醒我；恢复用“恢复提醒”", en: "no reminders; /nudge on for them again" }),
  llmHelp: words({
    zh: "我的话不交给语言模型；恢复用“恢复AI”",
    en: "keep my words from language models; /llm on to undo",
  }),
  privacy: words<{ textDays: number; model: string | null; minors: boolean; off: ReadonlySet<Choice> }>({
    zh: ({ textDays, model, minors, off }) =>
      [
        "🔒 我记录的，只为积分、排行和活动统计：",
        "· 每天发了几条消息、几次回复和提问、在哪几个小时，以及进群退群",
        "· 你的昵称和平台账号、签到、积分账目，和你自己告诉我的（生日等）",
        textDays === 0 ? "· 消息内容：不保留" : `· 消息内容：最多保留 ${textDays} 天；给我的命令处理完后 24 小时内删除`,
        `计数在社群存在期间保留；发出的文件 24 小时内从我这里删除。${minors ? withMinors.zh : given.zh(model)}`,
        `你现在：${states(new Set([...off, ...(minors ? offWithMinors : [])]), "zh")}`,
        "导出我的数据 · 删除我的数据 · 退出统计 · 隐藏排名 · 退订提醒 · 关闭AI",
      ].join("\n"),
    en: ({ textDays, model, minors, off }) =>
      [
        "🔒 What I keep, only for points, boards and statistics:",
        "· per day: how many messages, replies and questions, in which hours; joining and leaving",
        "· your name and account, check-ins, the bill of your points, and what you told me (a birthday)",
        textDays === 0
          ? "· texts of messages: never kept"
          : `· texts of messages: ${plural(textDays, "day", "days")} at most; commands to me go within 24 hours of being done`,
        `Counts stay while the community exists; files I send you go from here within 24 hours. ${minors ? withMinors.en : given.en(model)}`,
        `You now: ${states(new Set([...off, ...(minors ? offWithMinors : [])]), "en")}`,
        "/export · /forget · /optout stats · /hide · /nudge off · /llm off",
      ].join("\n"),
  }),
  unknownChoice: words<{ word: string }>({
    zh: ({ word }) => `不认识“${word}”。可以用 on 或 off（“退出统计”后面写 stats）。`,
    en: ({ word }) => `I do not know "${word}"; use on or off (after /optout: stats).`,
  }),
  exported: words<{ tables: number; rows: number }>({
    zh: ({ tables, rows }) => `这是我这里关于你的全部数据：${tables} 类，${rows} 条。`,
    en: ({ tables, rows }) =>
      `Everything kept about you: ${plural(rows, "row", "rows")} of ${plural(tables, "kind", "kinds")}.`,
  }),
  exportedTable: words({ zh: "同样的内容，表格形式。", en: "The same as a table." }),
  exportedAsText: words<{ tables: number; rows: number; json: string }>({
    zh: ({ tables, rows, json }) => `这里发不了文件，直接写给你：关于你的全部数据，${tables} 类，${rows} 条。\n${json}`,
    en: ({ tables, rows, json }) =>
      `No files can be sent here, so this is it: ${plural(rows, "row", "rows")} of ${plural(tables, "kind", "kinds")}.\n${json}`,
  }),
  exportTooLong: words<{ tables: number; rows: number }>({
    zh: ({ tables, rows }) =>
      `关于你有 ${tables} 类、${rows} 条数据，这里发不了文件，一条消息也放不下。绑定一个能收文件的平台（发送“绑定”），或请管理员代为导出。`,
    en: ({ tables, rows }) =>
      `There are ${plural(rows, "row", "rows")} of ${plural(tables, "kind", "kinds")} about you, and no files can be sent here, nor does one message hold it. /link an account on a platform that takes files, or ask a manager.`,
  }),
  forgetAsk: words<{ points: number; role: Role | null }>({
    zh: ({ points, role }) =>
      `这会删除关于你的一切：昵称、记录、签到和 ${points} 分，所有社群、绑定的账号都一样，找不回来。账目会留下，但看不出是谁。` +
      (role === null ? "" : `你的${roleNames[role].zh()}身份也一起没有。`),
    en: ({ points, role }) =>
      `This erases everything about you: your name, history, check-ins and ${plural(points, "point", "points")}, in every community and for linked accounts, for good. The books stay, but not whose they were.` +
      (role === null ? "" : ` Your role (${roleNames[role].en()}) goes with it.`),
  }),
  forgetMemberHelp: words({
    zh: "应成员本人要求删除 TA 的数据：删除成员数据 @成员（或名字、#成员号）",
    en: "erase a member's data because they ask for it: /forget_member @user (or name, or #number)",
  }),
  forgetMemberAsk: words<{ name: string; id: number; points: number }>({
    zh: ({ name, id, points }) =>
      `要删除 ${name}（#${id}）在这个社群的一切：昵称、记录、签到和 ${points} 分，绑定的账号也一样，找不回来。账目会留下，但看不出是谁。只在 TA 本人要求时才这样做。`,
    en: ({ name, id, points }) =>
      `This erases all that this community has of ${name} (#${id}): name, history, check-ins and ${plural(points, "point", "points")}, linked accounts too, for good. The books stay, but not whose they were. Only do it because they ask for it.`,
  }),
  forgottenMember: words<{ id: number }>({
    zh: ({ id }) => `#${id} 号成员的数据已经全部删除。TA 若再发言，就是一位新成员。`,
    en: ({ id }) => `Everything about member #${id} is erased. Should they speak here again, they are somebody new.`,
  }),
  forgetYourself: words({
    zh: "这是你自己。要删除自己的数据，请私聊我发送“删除我的数据”。",
    en: "That is you. To erase your own data, send me /forget in private.",
  }),
  forgetStaff: words<{ name: string }>({
    zh: ({ name }) => `${name} 现在有管理权限，先收回（权限 @TA 无），再来删除。`,
    en: ({ name }) => `${name} has a role here: take it away first (/role @user none).`,
  }),
  forgotten: words({
    zh: "已经删除。关于你的一切都不在了，这个聊天里的记录马上也会清空。保重！",
    en: "It is done. Nothing about you is left here; what I hold of this chat goes in a moment. Take care!",
  }),
};
