import { text, type Text } from "../core/text.ts";
import { nameOf } from "./text.ts";

// Which model, and the fault it ended with (llm/model.ts): "chat:key".
const isFinder = (found: string): boolean => found.startsWith("embedding:");
const faultOf = (found: string): string => found.slice(found.indexOf(":") + 1);
const faultsZh: Record<string, string> = {
  key: "不接受我的密钥",
  unknownModel: "那边说没有这个模型，或者地址不对",
  tooMany: "那边说请求太多，或者额度用完了",
  down: "那边出了故障",
  timeout: "连着几次没有按时回答",
  unreachable: "连不上",
};
const faultsEn: Record<string, string> = {
  key: "does not accept my key",
  unknownModel: "is not known by that name, or not at that address",
  tooMany: "says that it is asked too much, or that its money is spent",
  down: "has trouble of its own",
  timeout: "did not answer in time, several times over",
  unreachable: "cannot be reached",
};
const whyNotZh = (found: string): string => faultsZh[faultOf(found)] ?? "连着几次答得没法用";
const whyNotEn = (found: string): string =>
  faultsEn[faultOf(found)] ?? "gave nothing that could be used, several times over";

/** What owners read when something begins to be wrong; filled with which one. */
export const troubles = {
  disk: text<string>({
    zh: (free) => `💾 我这台机器的磁盘快满了，只剩 ${free}。满了就记不了新消息，请让维护的人清理一下。`,
    en: (free) =>
      `💾 The disk I live on is nearly full: ${free} left. When it is full nothing new can be kept; please have somebody make room.`,
  }),
  backup: text<string>({
    zh: (age) => `🗄 最近一次验证过的备份是 ${age}。请维护的人运行 hearth doctor 看看原因。`,
    en: (age) =>
      `🗄 The newest backup that was tried is ${age}. Please have whoever runs me look at it with hearth doctor.`,
  }),
  poison: text<string>({
    zh: (count) => `⚠️ 有 ${count} 条消息我处理三次都没成功，先放到一边了，别的照常。请维护的人看看日志。`,
    en: (count) =>
      `⚠️ ${count} of the things said here failed three times, so I set them aside; the rest goes on. Please have the log looked at.`,
  }),
  removed: text<string>({
    zh: (title) => `👋 我不在“${title}”里了，或者不能在那里说话。如果不是有意的，请重新加我。`,
    en: (title) =>
      `👋 I am no longer in “${title}”, or may not write there. If nobody meant that, please add me again.`,
  }),
  rights: text<string>({
    zh: (platform) => `🔕 ${nameOf(platform)} 不让我看到群里的普通消息，活跃数会偏少。发送“状态”看怎么办。`,
    en: (platform) =>
      `🔕 ${nameOf(platform)} hides ordinary messages from me, so activity is counted too low. /status says what to do.`,
  }),
  clock: text<string>({
    zh: (off) => `🕰 这台机器的时钟差了 ${off}，签到和定时会不准。请维护的人打开时间同步。`,
    en: (off) =>
      `🕰 The clock of my machine is off by ${off}: days and schedules will be wrong. Please have time synchronisation switched on.`,
  }),
  damage: text<string>({
    zh: () =>
      "🧯 数据库的文件坏了一部分，有的账可能读不出来。请维护的人先停下我，不要再写，再从验证过的备份恢复：hearth doctor 会写出命令。",
    en: () =>
      "🧯 Some of the database's files are damaged: not everything can be read any more. Please have me stopped, so that it gets no worse, and a good backup restored: hearth doctor names the command.",
  }),
  model: text<string>({
    zh: (found) =>
      isFinder(found)
        ? `🧠 按意思找答案的模型${whyNotZh(found)}。这段时间我只按词找，谁也不会多等；好了我再说。请维护的人运行 hearth doctor 看看。`
        : `🧠 语言模型${whyNotZh(found)}。这段时间我照写好的原文说，谁也不会多等；好了我再说。请维护的人运行 hearth doctor 看看。`,
    en: (found) =>
      isFinder(found)
        ? `🧠 The model that finds answers by meaning ${whyNotEn(found)}. Meanwhile I find them by words alone, and nobody waits longer; I tell you when it is over. Please have whoever runs me look at it with hearth doctor.`
        : `🧠 The language model ${whyNotEn(found)}. Meanwhile I say everything as it was written, and nobody waits longer; I tell you when it is over. Please have whoever runs me look at it with hearth doctor.`,
  }),
  database: text<string>({ zh: () => "数据库连不上。", en: () => "The database cannot be reached." }),
  sending: text<string>({ zh: () => "消息发不出去。", en: () => "Messages cannot be sent." }),
} as const;

/** What can be wrong with the installation. */
export type TroubleKind = keyof typeof troubles;

/** … in two words, for /status */
export const troubleNames: Readonly<Record<TroubleKind, Text>> = {
  disk: text({ zh: "磁盘快满", en: "the disk is nearly full" }),
  backup: text({ zh: "备份太旧", en: "backups are old" }),
  poison: text({ zh: "有消息处理失败", en: "things said here failed" }),
  model: text({ zh: "模型用不了", en: "a language model does not answer" }),
  removed: text({ zh: "有群进不去", en: "a group I cannot write to" }),
  rights: text({ zh: "看不到普通消息", en: "ordinary messages are hidden" }),
  clock: text({ zh: "时钟不准", en: "the clock is off" }),
  damage: text({ zh: "数据库文件坏了", en: "the database's files are damaged" }),
  database: text({ zh: "数据库断开", en: "the database is away" }),
  sending: text({ zh: "发不出消息", en: "nothing can be sent" }),
};

/** … and when it is over; filled with the minutes it lasted. */
export const over: Readonly<Record<keyof typeof troubles, ReturnType<typeof text<number>>>> = {
  disk: text<number>({ zh: () => "💾 磁盘又有空间了。", en: () => "💾 There is room on the disk again." }),
  backup: text<number>({
    zh: () => "🗄 备份又正常了，新的已经验证过。",
    en: () => "🗄 Backups are well again: a new one was made and tried.",
  }),
  poison: text<number>({ zh: () => "没有新的失败了。", en: () => "Nothing has failed since." }),
  model: text<number>({
    zh: () => "🧠 模型又正常了，和平时一样用它。",
    en: () => "🧠 The model is well again, and used as before.",
  }),
  removed: text<number>({ zh: () => "我又能在那里说话了。", en: () => "I can write there again." }),
  rights: text<number>({ zh: () => "🔔 又能看到普通消息了。", en: () => "🔔 I see ordinary messages again." }),
  clock: text<number>({ zh: () => "🕰 时钟准了。", en: () => "🕰 The clock is right again." }),
  damage: text<number>({ zh: () => "🧯 数据库文件好了。", en: () => "🧯 The database's files are whole." }),
  database: text<number>({
    zh: (minutes) => `🗃 数据库断了约 ${minutes} 分钟，现在好了；这段时间的消息正在补处理。`,
    en: (minutes) =>
      `🗃 The database was away for about ${minutes} minutes and is back; what was said meanwhile is being worked off.`,
  }),
  sending: text<number>({
    zh: (minutes) => `📮 大约 ${minutes} 分钟发不出消息，现在好了，攒下的正在发。`,
    en: (minutes) =>
      `📮 For about ${minutes} minutes nothing could be sent; it works again, and what waited is on its way.`,
  }),
};
