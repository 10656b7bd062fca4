import { formatNumber as n, plural, text as words, type Text } from "../../core/text.ts";
import { percent, weekday } from "./text.ts";

/** What rules propose, and the command to do it. */
export const thingText = {
  thingSilent: words<{ people: number }>({
    zh: ({ people }) => `${n(people, "zh")} 位新人来了还没说过话，找个由头跟他们打声招呼`,
    en: ({ people }) => `${plural(people, "newcomer has", "newcomers have")} not said a word: give them a reason to`,
  }),
  thingLeaves: words<{ leaves: number; joins: number }>({
    zh: ({ leaves, joins }) => `离开 ${n(leaves, "zh")} 人，比平时多，也多过加入的 ${n(joins, "zh")} 人，看看是哪几天`,
    en: ({ leaves, joins }) =>
      `${n(leaves, "en")} left, more than usual and more than the ${n(joins, "en")} who came: see on which days`,
  }),
  thingLapsed: words<{ lapsed: number; came: number }>({
    zh: ({ lapsed, came }) => `${n(lapsed, "zh")} 人没再说话，新来和回来的只有 ${n(came, "zh")} 人，先问候熟面孔`,
    en: ({ lapsed, came }) =>
      `${n(lapsed, "en")} went quiet and only ${n(came, "en")} came or came back: ask after familiar faces first`,
  }),
  thingQuieter: words<{ weekday: number; hour: number }>({
    zh: (peak) => `消息比平时少，下次活动放在人最多的${weekday(peak.weekday, "zh")} ${peak.hour} 点`,
    en: (peak) =>
      `quieter than usual: hold the next event when most are here, ${weekday(peak.weekday, "en")} ${peak.hour}:00`,
  }),
  thingFirstWeek: words<{ retained: number; eligible: number }>({
    zh: ({ retained, eligible }) =>
      `${n(eligible, "zh")} 位新人里只有 ${n(retained, "zh")} 位在第 7 天还说话，改改欢迎语，给他们第一件小事做`,
    en: ({ retained, eligible }) =>
      `of ${n(eligible, "en")} newcomers ${n(retained, "en")} spoke on day 7: give the welcome a first small thing to do`,
  }),
  thingLeaning: words<{ name: string; share: number }>({
    zh: ({ name, share: part }) => `${percent(part)} 的消息来自 ${name} 一个人，请别人也来起个头`,
    en: ({ name, share: part }) => `${percent(part)} of all messages are ${name}'s: invite others to begin something`,
  }),
  thingReturned: words<{ people: number }>({
    zh: ({ people }) => `${n(people, "zh")} 位老成员回来了，欢迎一下`,
    en: ({ people }) => `${plural(people, "member is", "members are")} back after a pause: welcome them`,
  }),
  thingThanks: words<{ name: string; messages: number }>({
    zh: ({ name, messages }) => `${name} 说了 ${n(messages, "zh")} 句，谢谢 TA`,
    en: ({ name, messages }) => `${name} wrote ${plural(messages, "message", "messages")}: say thank you`,
  }),
  commandWhy: (zh: string, en: string): Text => words({ zh: `数字说明 ${zh}`, en: `/why ${en}` }),
  commandSettings: words({ zh: "设置 欢迎", en: "/settings welcome" }),
  /** by number: where the digest is read, alone with the bot, nobody can be mentioned */
  commandAward: (member: number): Text =>
    words({ zh: `加积分 20 #${member} 谢谢你`, en: `/award 20 #${member} thank you` }),
};
