import { formatDay, plural, text as words, type Text } from "../../../core/text.ts";
import type { Day } from "../../../core/time.ts";
import { shorten } from "../words.ts";
import { shownText } from "./text-shown.ts";
import { waiting } from "./text-waiting.ts";

/** Why a person was asked. */
export type Reason = "asked" | "reopened" | "unknown" | "angry" | "repeated" | "unhelpful" | "failed";

const reasons: Record<Reason, Text> = {
  asked: words({ zh: "要找人工", en: "asked for a person" }),
  unknown: words({ zh: "知识库里没有", en: "not in the knowledge base" }),
  angry: words({ zh: "听起来不高兴", en: "sounds upset" }),
  repeated: words({ zh: "又问了一遍", en: "asked again" }),
  unhelpful: words({ zh: "机器人的回答没帮上", en: "the bot's answer did not help" }),
  reopened: words({ zh: "关单后说还没解决", en: "closed, and not solved yet" }),
  failed: words({ zh: "没能回答出来", en: "could not be answered" }),
};

/** What a member is told first, before they hear that a person was asked. */
const begun: Record<Reason, Text> = {
  asked: words({ zh: "", en: "" }),
  unknown: words({ zh: "这个我还不知道，", en: "I do not know that yet. " }),
  angry: words({ zh: "抱歉让你不满意，", en: "I am sorry about that. " }),
  repeated: words({ zh: "看来刚才没帮上，", en: "That did not seem to help. " }),
  unhelpful: words({ zh: "", en: "" }),
  reopened: words({ zh: "", en: "" }),
  failed: words({ zh: "这个我还不知道，", en: "I do not know that yet. " }),
};

/** Of a wording a notice shows so many characters: a press is answered in two hundred. */
const wordingShown = 60;

interface Shown {
  id: number;
  name: string;
  /** the group it was asked in; null = in private */
  chat: string | null;
  reason: Reason;
  turns: readonly { who: string; text: string }[];
}

const lines = (turns: Shown["turns"], colon: string) =>
  turns.map((turn) => `${turn.who}${colon}${turn.text}`).join("\n");

export const text = {
  ...waiting,
  ...shownText,
  opened: words<{ id: number; reason: Reason }>({
    zh: ({ id, reason }) => begun[reason].zh() + `已经请店里的人来答，请稍等。（#${id}）`,
    en: ({ id, reason }) => begun[reason].en() + `I have asked a person of the shop; they answer here. (#${id})`,
  }),
  openedLater: words<{ id: number; reason: Reason; opensAt: string }>({
    zh: ({ id, reason, opensAt }) =>
      begun[reason].zh() + `已经转给店里的人。现在是休息时间，${opensAt} 之后回复你。（#${id}）`,
    en: ({ id, reason, opensAt }) =>
      begun[reason].en() + `I have passed it on. They are off duty now and answer after ${opensAt}. (#${id})`,
  }),
  added: words<{ id: number; opensAt: string | null }>({
    zh: ({ id, opensAt }) =>
      `收到，已经补充给店里的人。${opensAt === null ? "" : `现在是休息时间，${opensAt} 之后回复你。`}（#${id}）`,
    en: ({ id, opensAt }) =>
      `Got it, passed on. ${opensAt === null ? "" : `They are off duty now and answer after ${opensAt}. `}(#${id})`,
  }),
  noMore: words<{ id: number }>({
    zh: ({ id }) => `好，已经告诉店里的人了。（#${id}）`,
    en: ({ id }) => `All right, I have told them. (#${id})`,
  }),
  asItWas: words<{ id: number; name: string }>({
    zh: ({ id, name }) => `${name} 看到的还是你改之前的话，发出去的我改不了：把对的再回复一次就好。（#${id}）`,
    en: ({ id, name }) =>
      `${name} still reads what you wrote first; what was sent stays. Reply once more with what is right. (#${id})`,
  }),
  addedAngry: words<{ id: number }>({
    zh: ({ id }) => `真的抱歉。你的话我原样转给了店里，请他们先看你这边。（#${id}）`,
    en: ({ id }) =>
      `I am sorry. The shop has your words as you wrote them, and is asked to look at yours first. (#${id})`,
  }),
  upsetAtDesk: words<{ id: number; name: string; words: string }>({
    zh: ({ id, name, words: said }) => `❗ #${id} ${name} 听起来不高兴了，请先答 TA：${said}`,
    en: ({ id, name, words: said }) => `❗ #${id} ${name} sounds upset; please answer first: ${said}`,
  }),
  stillOpen: words<{ id: number }>({
    zh: ({ id }) => `店里的人已经知道了，会在这里回复你。还想补充什么，直接写就好。（#${id}）`,
    en: ({ id }) => `The shop knows and answers you here. Write what you want to add. (#${id})`,
  }),
  stillAsking: words<{ member: string | null; id: number }>({
    zh: ({ member, id }) =>
      `${member ? `@${member} ` : ""}让你久等了：店里还没有人腾出手来，我又提醒了他们，没有忘记你。（#${id}）`,
    en: ({ member, id }) =>
      `${member ? `@${member} sorry` : "Sorry"} for the wait: nobody of the shop has had a hand free yet. I have reminded them again; you are not forgotten. (#${id})`,
  }),
  tooMany: words({
    zh: "今天转人工的次数已经用完了，之前的都会有人答，请稍等。",
    en: "You have asked for a person as often as is possible in a day; the earlier questions will be answered.",
  }),
  openedUnsaid: words<{ id: number; opensAt: string | null }>({
    zh: ({ id, opensAt }) =>
      (opensAt === null ? "已经请店里的人来了。" : `已经转给店里的人，现在是休息时间，${opensAt} 之后回复你。`) +
      `想问什么可以先写在这里，我转给他们。（#${id}）`,
    en: ({ id, opensAt }) =>
      (opensAt === null
        ? "I have asked a person of the shop."
        : `I have told the shop. They are off duty now and answer after ${opensAt}.`) +
      ` Write here what it is about, and I pass it on. (#${id})`,
  }),
  nothingAsked: words({ zh: "（没有写问题）", en: "(no question was written)" }),
  atDesk: words<Shown>({
    zh: ({ id, name, chat, reason, turns }) =>
      `🔔 #${id} ${name} ${chat === null ? "私聊" : `在“${chat}”`}（${reasons[reason].zh()}）\n${lines(turns, "：")}\n\n回复这条消息就会转给 TA，或发送：答复 ${id} 内容`,
    en: ({ id, name, chat, reason, turns }) =>
      `🔔 #${id} ${name} ${chat === null ? "in private" : `in "${chat}"`} (${reasons[reason].en()})\n${lines(turns, ": ")}\n\nReply to this message and they get it, or send: /answer ${id} words`,
  }),
  moreAtDesk: words<{ id: number; name: string; words: string }>({
    zh: ({ id, name, words: said }) => `#${id} ${name} 又说：${said}`,
    en: ({ id, name, words: said }) => `#${id} ${name} adds: ${said}`,
  }),
  correctedAtDesk: words<{ id: number; name: string; words: string }>({
    zh: ({ id, name, words: said }) => `#${id} ${name} 把刚才的话改成了：${said}`,
    en: ({ id, name, words: said }) => `#${id} ${name} changed the message to: ${said}`,
  }),
  withdrawnAtDesk: words<{ id: number; name: string; words: string }>({
    zh: ({ id, name, words: said }) => `#${id} ${name} 把问题改成了：${said}\n这个知识库里有，我答了，工单已关闭。`,
    en: ({ id, name, words: said }) =>
      `#${id} ${name} changed the question to: ${said}\nThere is an entry for that: I have answered, and closed the ticket.`,
  }),
  pick: words<{ question: string; from: Day | null }>({
    zh: ({ question, from }) => `用${from ? `（${formatDay(from, "zh")}起）` : ""}：${question}`,
    en: ({ question, from }) => `Use${from ? ` (from ${formatDay(from, "en")})` : ""}: ${question}`,
  }),
  /** before an entry that a person chose though it holds only later */
  heldFrom: words<{ from: Day; answer: string }>({
    zh: ({ from, answer }) => `${formatDay(from, "zh")}起：\n${answer}`,
    en: ({ from, answer }) => `From ${formatDay(from, "en")}:\n${answer}`,
  }),
  notForUs: words({ zh: "不归我们管", en: "Not for us" }),
  close: words({ zh: "处理完了", en: "Close" }),
  makeEntry: words({ zh: "收进知识库", en: "Make this an entry" }),
  keep: words({ zh: "就这样收", en: "Yes, keep it" }),
  draft: words<{ question: string; answer: string }>({
    zh: ({ question, answer }) =>
      `收成这样，可以吗？\n问：${question}\n答：${answer}\n想改了再收：知识库 加 问题 | 答案`,
    en: ({ question, answer }) =>
      `Like this?\nQ: ${question}\nA: ${answer}\nTo put it better: /faq add question | answer`,
  }),
  closedWithDraft: words<{ id: number; question: string; answer: string }>({
    zh: ({ id, question, answer }) =>
      `#${id} 已关闭。下次我自己答，收进知识库吗？\n问：${question}\n答：${answer}\n想改了再收：知识库 加 问题 | 答案`,
    en: ({ id, question, answer }) =>
      `#${id} is closed. Shall I answer it myself next time?\nQ: ${question}\nA: ${answer}\nTo put it better: /faq add question | answer`,
  }),
  addWording: words({ zh: "以后这样问也答这条", en: "Answer this wording too" }),
  /** `about`: what was asked, where nothing else ties the answer to it; null elsewhere */
  toMember: words<{ member: string | null; about: string | null; staff: string; answer: string }>({
    zh: ({ member, about, staff, answer }) =>
      `${member ? `@${member} ` : ""}${about ? `关于“${about}”：\n` : ""}${answer}\n——${staff}`,
    en: ({ member, about, staff, answer }) =>
      `${member ? `@${member} ` : ""}${about ? `about "${about}":\n` : ""}${answer}\n— ${staff}`,
  }),
  sentOn: words<{ id: number; name: string }>({
    zh: ({ id, name }) => `已转给 ${name}（#${id}）。`,
    en: ({ id, name }) => `Passed on to ${name} (#${id}).`,
  }),
  alsoTo: words<{ ids: readonly number[] }>({
    zh: ({ ids }) => `也这样答复 ${ids.map((id) => `#${id}`).join("、")}`,
    en: ({ ids }) => `The same for ${ids.map((id) => `#${id}`).join(", ")}`,
  }),
  sentOnTo: words<{ to: readonly { id: number; name: string }[] }>({
    zh: ({ to }) => `已转给 ${to.map(({ id, name }) => `${name}（#${id}）`).join("、")}。`,
    en: ({ to }) => `Passed on to ${to.map(({ id, name }) => `${name} (#${id})`).join(", ")}.`,
  }),
  nobodyWaits: words({ zh: "已经没有人在等同样的答复了。", en: "Nobody waits for that any more." }),
  sentOnAgain: words<{ id: number; name: string; by: string }>({
    zh: ({ id, name, by }) => `${by} 已经答过 #${id}，你的也转给 ${name} 了。`,
    en: ({ id, name, by }) => `${by} had answered #${id}; yours went to ${name} as well.`,
  }),
  declined: words<{ member: string | null }>({
    zh: ({ member }) => `${member ? `@${member} ` : ""}店里看过了，这件事我们帮不上忙，抱歉。`,
    en: ({ member }) =>
      `${member ? `@${member} the` : "The"} shop has looked at it: sorry, this is not something we can help with.`,
  }),
  declinedAtDesk: words<{ id: number }>({
    zh: ({ id }) => `#${id} 已关闭，TA 知道了。一个月内有人再这样问，我会照样说；要是能答了，加一条知识库就行。`,
    en: ({ id }) =>
      `#${id} is closed, and they know. Who asks the same within a month is told the same; should there be an answer one day, add an entry.`,
  }),
  rateThis: words<{ member: string | null; id: number }>({
    zh: ({ member, id }) => `${member ? `@${member} ` : ""}#${id} 处理完了，满意吗？`,
    en: ({ member, id }) => `${member ? `@${member} ` : ""}#${id} is done. Were you satisfied?`,
  }),
  closedUnanswered: words<{ member: string | null; id: number }>({
    zh: ({ member, id }) =>
      `${member ? `@${member} ` : ""}店里说 #${id} 处理好了。还没好的话，选“还没解决”，我再去请人。`,
    en: ({ member, id }) =>
      `${member ? `@${member} the` : "The"} shop says that #${id} is settled. If it is not, choose "Not solved yet" and I ask them again.`,
  }),
  solved: words({ zh: "解决了", en: "Solved" }),
  notSolved: words({ zh: "还没解决", en: "Not solved yet" }),
  reopened: words<{ id: number }>({
    zh: ({ id }) => `好，已经再请店里的人来看 #${id}。想补充什么，直接写就好。`,
    en: ({ id }) => `I have asked the shop to look at #${id} again. Write what you want to add.`,
  }),
  content: words({ zh: "满意", en: "Yes" }),
  notContent: words({ zh: "不满意", en: "No" }),
  ratedBad: words({
    zh: "记下了，抱歉没办好。要接着处理就选“还没解决”，我再请店里的人来看。",
    en: 'Noted, and sorry. To go on with it, choose "Not solved yet", and I ask the shop again.',
  }),
  rated: words({ zh: "谢谢你的评价。", en: "Thank you for telling us." }),
  notYourTicket: words({ zh: "这个由提问的人来评。", en: "That is for whoever asked." }),
  closed: words<{ id: number }>({ zh: ({ id }) => `#${id} 已关闭。`, en: ({ id }) => `#${id} is closed.` }),
  alreadyClosed: words<{ id: number }>({
    zh: ({ id }) => `#${id} 已经关闭了。`,
    en: ({ id }) => `#${id} is closed already.`,
  }),
  noTicket: words<{ id: number }>({
    zh: ({ id }) => `没有 #${id} 这个工单，发送“工单”看看有哪些。`,
    en: ({ id }) => `There is no ticket #${id}; /tickets lists them.`,
  }),
  noEntry: words<{ entry: number }>({
    zh: ({ entry }) => `知识库里没有第 ${entry} 条，什么也没转出去。`,
    en: ({ entry }) => `There is no entry ${entry} in the knowledge base; nothing was passed on.`,
  }),
  notForMembers: words<{ entry: number }>({
    zh: ({ entry }) => `第 ${entry} 条只给店里看，或者已经到期，什么也没转出去。要说就自己写。`,
    en: ({ entry }) =>
      `Entry ${entry} is for the staff only, or has ended; nothing was passed on. Write it yourself where it may be said.`,
  }),
  notReached: words<{ id: number; name: string }>({
    zh: ({ id, name }) =>
      `没有发出去：#${id} ${name} 那边现在收不到我的消息（TA 退群了，我不在那个群里了，或被 TA 拉黑）。工单还留着，能收到了再答复。`,
    en: ({ id, name }) =>
      `Nothing was sent: my words do not reach ${name} (#${id}) now; they left the group, I am out of it, or was blocked. The ticket stays as it is: answer it when they can be reached.`,
  }),
  howToAnswer: words({ zh: "这样答复：答复 12 内容", en: "Answer like this: /answer 12 words" }),
  none: words({ zh: "没有等着的工单。", en: "No tickets are waiting." }),
  entryMade: words<{ entry: number; question: string }>({
    zh: ({ entry, question }) =>
      `收进知识库了，第 ${entry} 条：${question}\n下次我自己就能答。要改：知识库 改 ${entry} 答案 …`,
    en: ({ entry, question }) =>
      `It is entry ${entry} of the knowledge base now: ${question}\nNext time I answer it myself. To change it: /faq edit ${entry} answer …`,
  }),
  entrySame: words<{ entry: number; question: string }>({
    zh: ({ entry, question }) => `已经有一样的问题了，第 ${entry} 条：${question}\n要改它：知识库 改 ${entry} 答案 …`,
    en: ({ entry, question }) =>
      `There is an entry for this: ${entry}, ${question}\nTo change it: /faq edit ${entry} answer …`,
  }),
  entryThere: words<{ entry: number }>({
    zh: ({ entry }) => `已经收过了，是第 ${entry} 条。`,
    en: ({ entry }) => `That was done already: entry ${entry}.`,
  }),
  nothingToKeep: words({
    zh: "问题或答复的文字已经过了保留期，请用“知识库 加 问题 | 答案”。",
    en: "The words are past the time texts are kept; use /faq add question | answer.",
  }),
  wordingAdded: words<{ entry: number; wording: string }>({
    zh: ({ entry, wording }) => `记下了，以后问“${shorten(wording, wordingShown)}”就答第 ${entry} 条。`,
    en: ({ entry, wording }) => `Noted: asked "${shorten(wording, wordingShown)}" I answer with entry ${entry}.`,
  }),
  deskAmongMembers: words<{ others: number }>({
    zh: ({ others }) =>
      `这个群里至少有 ${others} 位不是店里的人（还没有权限的同事也算）。设在这里，成员私下问店里的话他们都看得到；一般设在只有店里人的群，或者不设（逐个私信）。`,
    en: ({ others }) =>
      `At least ${plural(others, "person", "people")} here ${others === 1 ? "is" : "are"} not of the staff (a colleague without a role counts), and would read what members ask in private. A desk belongs where only the staff are; without one I write to each of them in private.`,
  }),
  deskHere: words({
    zh: "好，成员的问题以后都转到这里。回复我转来的消息就是回复 TA；以“备注：”开头的只记在工单里，不发给 TA；只回“处理完了”就是关单。",
    en: `From now on members' questions come here. Replying to a message I bring answers the member; what begins with "note:" stays with the ticket, and "close" alone closes it.`,
  }),
  humanHelp: words({
    zh: "请店里的人来答",
    en: "ask a person of the shop",
  }),
  ticketsHelp: words({
    zh: "等着人答的问题：工单，或 工单 12",
    en: "questions waiting for a person; /tickets 12 shows one",
  }),
  answerHelp: words({
    zh: "答复成员：答复 12 内容（“用 34”发知识库第 34 条，“我来”由你处理，“处理完了”关单）",
    en: `answer a member: /answer 12 words ("use 34" sends that entry, "I'll take it" tells the others, "close" closes it)`,
  }),
  deskHelp: words({ zh: "把工单转到这个聊天", en: "bring tickets to this chat" }),
  notStaffYet: words({
    zh: "这句没有转出去：我还不知道你是店里的人。请主理人 @你 发一句“权限 @你 主持人”，再回复一次。",
    en: "That was not passed on: I do not know yet that you are of the staff. Ask an owner for /role @you host, and reply again.",
  }),
  standInAtDesk: words({
    zh: "这句没有转出去：你在匿名发言，我认不出是谁。换成自己的账号（关掉匿名）再回复一次，我就转给 TA。",
    en: "That was not passed on: you write anonymously, and I cannot tell who you are. Reply once more as yourself (with anonymity off), and they get it.",
  }),
  onlyStaff: words({ zh: "这个只有店里的人可以用。", en: "This is for the staff." }),
};
