import { text as words } from "../../core/text.ts";

export const text = {
  title: words({ zh: "生日和标签", en: "birthdays and tags" }),
  tagHelp: words({
    zh: "给成员加标签：标签 @成员 词（再说一次取消）",
    en: "put a word on a member: /tag @user WORD (again: off)",
  }),
  birthdayHelp: words({
    zh: "记下生日：生日 05-12（不要年份）",
    en: "your birthday without the year: /birthday 05-12",
  }),
  lookalike: words<{ name: string; like: string }>({
    zh: ({ name, like }) =>
      `⚠️ 群里的「${name}」看起来像管理员「${like}」，但不是同一个人。我在 TA 的名字后面标了“不是管理员”。`,
    en: ({ name, like }) =>
      `⚠️ “${name}” looks like our “${like}” and is somebody else. I mark the name with “not staff”.`,
  }),
  tagUsage: words({ zh: "这样用：标签 @成员 词", en: "Use it like this: /tag @user WORD" }),
  tagged: words<{ name: string; tag: string; on: boolean }>({
    zh: ({ name, tag, on }) => (on ? `已给 ${name} 加上「${tag}」。` : `已取消 ${name} 的「${tag}」。`),
    en: ({ name, tag, on }) => (on ? `${name} is tagged “${tag}”.` : `${name} is no longer tagged “${tag}”.`),
  }),
  birthdayUsage: words({
    zh: "这样写：生日 05-12，或 生日 5月12日；删掉：生日 删除",
    en: "Write it like /birthday 05-12; /birthday off removes it.",
  }),
  noSuchDay: words<{ written: string }>({
    zh: ({ written }) => `日历上没有“${written}”这一天，请再看看；先月后日，这样写：生日 05-12`,
    en: ({ written }) => `There is no such day as ${written}. The month comes first: /birthday 05-12`,
  }),
  birthdaySet: words<{ month: number; day: number }>({
    zh: ({ month, day }) => `记住了，${month}月${day}日。不记年份，随时可以用“生日 删除”删掉。`,
    en: ({ month, day }) =>
      `Noted: ${String(month).padStart(2, "0")}-${String(day).padStart(2, "0")}, no year. /birthday off removes it.`,
  }),
  birthdayGone: words({ zh: "已删掉你的生日。", en: "Your birthday is removed." }),
};
