import { formatDay, text as words } from "../../../core/text.ts";
import type { Day } from "../../../core/time.ts";
import { cleanLine } from "../../../members/names.ts";
import { shorten } from "../words.ts";

/** Of one question among several so much is named: what the bot repeats is nobody's to fill. */
const questionShown = 24;
const named = (question: string) => shorten(cleanLine(question), questionShown);

export const text = {
  onlyWords: words({
    zh: "我只看得懂文字：想问什么，写几个字给我；要给店里的人看，选“转人工”，我一起转过去。",
    en: 'I can only read words: write me what you would like to know. For a person of the shop to see it, choose "Ask a person", and I pass it on.',
  }),
  answer: words<{ answer: string }>({ zh: ({ answer }) => answer, en: ({ answer }) => answer }),
  useful: words({ zh: "有用", en: "Helpful" }),
  useless: words({ zh: "没用", en: "Not helpful" }),
  human: words({ zh: "转人工", en: "Ask a person" }),
  about: words<{ question: string; words: string }>({
    zh: ({ question, words: said }) => `关于“${named(question)}”：\n${said}`,
    en: ({ question, words: said }) => `About "${named(question)}":\n${said}`,
  }),
  didYouMean: words({ zh: "你是不是想问：", en: "Did you mean:" }),
  noneOfThese: words({ zh: "都不是，转人工", en: "None of these: ask a person" }),
  here: words({
    zh: "我在。店里的事直接问我就好；想找人，发送“转人工”。",
    en: "I am here. Just ask me about the shop; for a person, send /human.",
  }),
  noEntries: words({
    zh: "知识库还是空的，所以群友问我我不出声。写第一条：知识库 加 几点开门 | 每天 9 点（或者把一个名字里带“知识库”的文件私聊发给我）",
    en: 'The knowledge base is empty, so I keep quiet when members ask. The first entry: /faq add When do you open | Every day at 9 (or send me a file in private with "knowledge" in its name)',
  }),
  program: words({
    zh: "我是一个程序，不是真人：店里写好的答案我来答，别的请人来答。想找人，发送“转人工”；其他的发送“帮助”。",
    en: "I am a program, not a person: I give the answers that the shop has written, and fetch a person for the rest. For a person, send /human; for what else I do, /help.",
  }),
  notAsked: words({
    zh: "这个我帮不上。要不要请店里的人来看看？",
    en: "That is beyond me. Shall I ask a person of the shop?",
  }),
  unfound: words({
    zh: "这个我没找到。多说几个字，我再找找；也可以请店里的人来看看。",
    en: "I found nothing for that. Say a little more and I look again, or I ask a person of the shop.",
  }),
  noneYet: words({
    zh: "这里还没有写好的答案。要不要请店里的人来看看？",
    en: "There are no written answers here yet. Shall I ask a person of the shop?",
  }),
  amongStaff: words({
    zh: "这条答案只给店里看，群里大家都读得到：私聊我再问一次，或者在客服台问。",
    en: "That answer is for the staff only, and everybody reads here: ask me in private, or at the desk.",
  }),
  unfoundStaff: words({
    zh: "这句我没看懂。答复成员：回复我转来的那条消息，或发送“答复 12 内容”；还有谁在等：“工单”；我会什么：“帮助”。",
    en: "I do not understand that. To answer a member, reply to the message I brought, or send /answer 12 words; who waits: /tickets; what I do: /help.",
  }),
  numberOver: words({
    zh: "这个数字现在不对应哪个选项了。想说什么，直接写给我；想找人，发送“转人工”。",
    en: "That number stands for no choice any more. Just write what you mean; for a person, send /human.",
  }),
  numberOverStaff: words({
    zh: "这个数字现在不对应哪个选项了。发送“工单 编号”，选项就再来一次。",
    en: "That number stands for no choice any more. /tickets NUMBER brings the choices again.",
  }),
  nod: words({ zh: "嗯嗯，有事随时说。", en: "I am here whenever you need something." }),
  declinedBefore: words({
    zh: "这个店里之前看过，我们帮不上忙，抱歉。还是想找人的话，发送“转人工”。",
    en: "The shop has looked at this before: sorry, it is not something we can help with. For a person all the same, send /human.",
  }),
  askAsYourself: words({
    zh: "这个我还不知道。要请店里的人来答，请换成你自己的账号再问一次：你在以群或频道的身份说话，我认不出该回复谁。",
    en: "I do not know that yet. For a person of the shop, please ask once more from your own account: you write as the group or a channel, so I cannot tell whom to answer.",
  }),
  welcome: words({ zh: "不客气！", en: "You are welcome!" }),
  thanks: words({ zh: "谢谢，记下了。", en: "Thank you, noted." }),
  notedBefore: words({ zh: "已经记下了，谢谢。", en: "That is noted already, thank you." }),
  sorry: words({
    zh: "抱歉没帮上。要找人的话，发送“转人工”就行。",
    en: "Sorry that it did not help. For a person, send /human.",
  }),
  sorryChanged: words({
    zh: "抱歉没帮上。这条答案在那之后改过了，再问一次就是新的；要找人，选“转人工”。",
    en: "Sorry that it did not help. That answer has been changed since: ask once more for the new one. For a person, send /human.",
  }),
  goneEntry: words({ zh: "这条刚被改掉了，请再问一次。", en: "That entry was just changed; please ask again." }),
  notYours: words({
    zh: "这是别人的问题，你可以自己 @我 问。",
    en: "That is somebody else's question; mention me and ask yours.",
  }),
  notYoursToJudge: words({
    zh: "有没有用，由提问的人来说。",
    en: "Whether it helped is for whoever asked to say.",
  }),
  alreadyChosen: words({ zh: "已经选过了。", en: "Already chosen." }),
  noAnswer: words({
    zh: "这里最近没有我的回答可查。回复我的某条回答再发“来源”也可以。",
    en: "There is no recent answer of mine here. You can also reply to one of my answers with /source.",
  }),
  source: words<{
    id: number;
    question: string;
    day: Day;
    source: string | null;
    by: string | null;
    isChanged: boolean;
  }>({
    zh: ({ id, question, day, source, by, isChanged }) =>
      `来源：知识库第 ${id} 条“${question}”\n${by ? `由 ${by} ` : ""}${formatDay(day, "zh", { year: true })}写定` +
      (source ? `，出自 ${source}` : "") +
      (isChanged ? "\n我答了以后它改过：再问一次，就是新的。" : ""),
    en: ({ id, question, day, source, by, isChanged }) =>
      `Source: entry ${id} of the knowledge base, "${question}"\nas written ${by ? `by ${by} ` : ""}on ${formatDay(day, "en", { year: true })}` +
      (source ? `, from ${source}` : "") +
      (isChanged ? "\nIt was changed after I answered: ask once more for the new words." : ""),
  }),
  sourceHelp: words({ zh: "我上一个回答出自哪里", en: "where my last answer comes from" }),
  usefulHelp: words({ zh: "刚才的回答有用", en: "the last answer helped" }),
  uselessHelp: words({ zh: "刚才的回答没用", en: "the last answer did not help" }),
};
