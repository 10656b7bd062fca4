import { formatList, formatNumber, plural, text as words } from "../../core/text.ts";

/** Most newcomers named in one greeting. */
const namesShown = 5;

interface Notice {
  textDays: number;
  /** whether there is a command that tells all */
  hasPrivacy: boolean;
}

interface Introduction extends Notice {
  seesAll: boolean;
  isAdmin: boolean;
}

export const greetings = {
  zh: "欢迎 {names}！\n可以先试试：\n· 签到：每天领积分\n· 积分规则：看看怎样得分\n· 帮助：我还会什么",
  en: "Welcome, {names}!\nThree things to try:\n· /checkin: points every day\n· /points rules: what earns points\n· /help: what else I do",
};

/** How people let the bot see everything where it sees commands only (Telegram's privacy mode). */
export const mend = {
  zh: "让我看得到：把我设为管理员；或者找 @BotFather 发送 /setprivacy 选 Disable，再把我移出群、重新加进来。",
  en: "To mend that: make me an admin; or send /setprivacy to @BotFather, choose Disable, then remove me and add me again.",
};

const notice = words<Notice>({
  zh: ({ textDays, hasPrivacy }) =>
    `隐私：为了统计活跃、计算积分，我记下大家的昵称、每天的发言次数和时段；${textDays > 0 ? `消息文字最多保留 ${textDays} 天` : "不保存消息文字"}。` +
    (hasPrivacy ? "发送“隐私”看详情、导出或删除自己的数据。" : "想查看或删除自己的数据，请找群管理员。"),
  en: ({ textDays, hasPrivacy }) =>
    `Privacy: to count activity and points I keep names, and how often and when people write each day; ${textDays > 0 ? `texts of messages for ${plural(textDays, "day", "days")} at most` : "texts of messages are not kept"}. ` +
    (hasPrivacy
      ? "/privacy tells more and lets you export or erase your data."
      : "Ask the managers to see or erase your data."),
});

export const text = {
  title: words({ zh: "欢迎", en: "welcome" }),
  settings: {
    introduce: {
      name: words({ zh: "入群自我介绍", en: "introduce itself" }),
      help: words({ zh: "被加进群时说明我会做什么、看到什么", en: "Say what it does and sees when added to a group" }),
    },
    greet: {
      name: words({ zh: "欢迎新人", en: "greet newcomers" }),
      help: words({ zh: "有新人进群时打招呼", en: "Greet who comes into the group" }),
    },
    greetingZh: {
      name: words({ zh: "中文欢迎语", en: "greeting in Chinese" }),
      help: words({
        zh: "有新人进群时说的话；{names} 是新人的名字，{chat} 是群名",
        en: "What newcomers read; {names} is who came, {chat} the name of the group",
      }),
    },
    greetingEn: {
      name: words({ zh: "英文欢迎语", en: "greeting in English" }),
      help: words({
        zh: "有新人进群时说的话；{names} 是新人的名字，{chat} 是群名",
        en: "What newcomers read; {names} is who came, {chat} the name of the group",
      }),
    },
  },
  names: words<{ names: string[] }>({
    zh: ({ names }) =>
      names.length <= namesShown
        ? formatList(names, "zh")
        : `${names.slice(0, namesShown).join("、")} 和另外 ${formatNumber(names.length - namesShown, "zh")} 位新朋友`,
    en: ({ names }) =>
      names.length <= namesShown
        ? formatList(names, "en")
        : `${names.slice(0, namesShown).join(", ")} and ${formatNumber(names.length - namesShown, "en")} more`,
  }),
  notice,
  introduction: words<Introduction>({
    zh: (about) =>
      [
        "大家好，我是炉边，来给群里添把火 🔥",
        "我会：签到、积分、排行榜、欢迎新人。发送“帮助”看全部。",
        about.seesAll
          ? `我看得到：这个群里从现在起的消息${about.isAdmin ? "（我是管理员，但不删消息、不踢人）" : "，不需要管理员权限"}。`
          : "我看得到：只有命令、@我和回复我的消息，其他的看不到，所以现在还数不了活跃和聊天积分。",
        "我看不到：我进群以前的消息、别的群、你们之间的私聊。",
        ...(about.seesAll ? [] : [mend.zh]),
        notice.zh(about),
      ].join("\n"),
    en: (about) =>
      [
        "Hello everyone, I am Hearth, here to keep this group warm 🔥",
        "I do check-ins, points, a ranking, and greet newcomers: /help shows everything.",
        about.seesAll
          ? `I can see: messages in this group from now on${about.isAdmin ? " (I am an admin, but I delete nothing and remove nobody)" : "; I need no admin rights"}.`
          : "I can see: only commands, mentions of me and replies to me. I cannot see other talk, so I cannot count activity or points for talk yet.",
        "I cannot see: messages from before I came, other groups, your private chats.",
        ...(about.seesAll ? [] : [mend.en]),
        notice.en(about),
      ].join("\n"),
  }),
  seesNow: words({
    zh: "谢谢！现在我看得到群里的消息了，活跃和聊天积分从这一刻开始统计。",
    en: "Thank you! I can see the group's messages now; activity and points for talk count from here on.",
  }),
  seesLess: words({
    zh: "我现在只看得到命令、@我和回复我的消息，活跃和聊天积分先停下了。",
    en: "I can now see only commands, mentions of me and replies to me, so activity and points for talk have stopped.",
  }),
};
