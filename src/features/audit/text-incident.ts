import { formatNumber, text as words, type Language, type Text } from "../../core/text.ts";
import type { Role } from "../../core/context.ts";
import type { Verdict } from "../../operators/audit.ts";

/** What the house itself can say when data may have got out; the rest of a report only people know. */
export interface IncidentFacts {
  community: string;
  writtenAt: string;
  reportBy: string;
  days: number;
  /** people who are known by name, and their accounts by platform */
  people: number;
  accounts: readonly { platform: string; count: number }[];
  texts: number;
  textDays: number;
  birthdays: number;
  operators: readonly { role: Role; count: number }[];
  /** operators' commands as they are spoken of, the most frequent first */
  commands: readonly { command: Text; count: number; refused: number }[];
  chain: Verdict;
  gaps: readonly { platform: string; from: string; until: string }[];
  backup: string | null;
}

const roleNames = {
  zh: { owner: "主理人", manager: "管理员", host: "主持人", viewer: "观察员" },
  en: { owner: "owners", manager: "managers", host: "hosts", viewer: "viewers" },
} as const satisfies Record<Language, Record<Role, string>>;

const blank = { zh: "（请填写）", en: "(to be filled in)" };
const none = { zh: "没有", en: "none" };

const listed = (language: Language, parts: readonly string[]) =>
  parts.length === 0 ? none[language] : parts.join(language === "zh" ? "、" : ", ");

const operators = (language: Language, facts: IncidentFacts) =>
  listed(
    language,
    facts.operators.map(({ role, count }) => `${roleNames[language][role]} ${count}`),
  );

const accounts = (language: Language, facts: IncidentFacts) =>
  listed(
    language,
    facts.accounts.map(({ platform, count }) => `${platform} ${formatNumber(count, language)}`),
  );

const commands = (language: Language, facts: IncidentFacts) =>
  listed(
    language,
    facts.commands.map(({ command, count, refused }) => {
      const times = `${command[language]()} ${formatNumber(count, language)}`;
      if (refused === 0) return times;
      return language === "zh" ? `${times}（被拒绝 ${refused}）` : `${times} (${refused} refused)`;
    }),
  );

const gaps = (language: Language, facts: IncidentFacts) =>
  listed(
    language,
    facts.gaps.map(({ platform, from, until }) => `${platform} ${from} – ${until}`),
  );

/** The report as Markdown, in one language. */
const report = {
  zh: (facts: IncidentFacts) => {
    const { chain } = facts;
    const chained = chain.ok
      ? `完整，共 ${chain.rows} 条，末条 ${chain.head?.hash.slice(0, 12) ?? "无"}（和每周周报里的对一对）`
      : `从第 ${chain.seq} 条起对不上，可能有人改过数据库`;
    return `# 数据安全事件报告：${facts.community}

写于 ${facts.writtenAt}。《个人信息保护法》第五十七条：立即补救，并通知监管部门和个人；欧盟《通用数据保护条例》第 33 条：得知后 72 小时内，从现在算是 ${facts.reportBy}。
这是填写用的草稿，不是法律意见。

## 先做这几件事
1. 机器人令牌可能外泄：向 BotFather 发 /revoke，换上新令牌再启动；微信：在手机上退出这台设备。
2. 管理权限可能被盗用：权限 @TA 无，收回即刻生效。
3. 服务器可能被进入：换数据库密码，备份和 secret.key 当作已经外泄；hearth audit verify 核对操作记录。

## 经过
- 发现时间、发现人：${blank.zh}
- 发生了什么、原因：${blank.zh}
- 从何时到何时：${blank.zh}

## 可能涉及的信息（现在这里存着的）
- 成员 ${formatNumber(facts.people, "zh")} 人，平台账号：${accounts("zh", facts)}
- 每人：昵称、平台账号、每天的发言计数、进退群、签到、积分账目、参加的答题和抽奖
- 消息原文 ${formatNumber(facts.texts, "zh")} 条（最多保留 ${facts.textDays} 天），生日 ${formatNumber(facts.birthdays, "zh")} 个
- 不存：手机号、身份证、支付信息、密码
- 实际受影响的人数和条数：${blank.zh}

## 这里能查到的（最近 ${facts.days} 天）
- 有权限的人：${operators("zh", facts)}
- 管理命令：${commands("zh", facts)}
- 操作记录：${chained}
- 没有连上平台的时间：${gaps("zh", facts)}
- 最近一次验证过的备份：${facts.backup ?? none.zh}

## 可能造成的危害
${blank.zh}

## 已采取和将采取的补救措施，个人可以怎么做
${blank.zh}
（成员可以：导出我的数据、删除我的数据、退出统计）

## 联系人
${blank.zh}
`;
  },
  en: (facts: IncidentFacts) => {
    const { chain } = facts;
    const chained = chain.ok
      ? `whole, ${chain.rows} in all, the last is ${chain.head?.hash.slice(0, 12) ?? "none"} (compare it with a weekly digest)`
      : `not what it was from number ${chain.seq} on: somebody may have written to the database`;
    return `# Report of a data incident: ${facts.community}

Written at ${facts.writtenAt}. GDPR art. 33: to the authority within 72 hours of hearing of it, from now ${facts.reportBy}; PIPL art. 57: mend at once and tell the authority and the people.
A draft to fill in, not legal advice.

## Do these first
1. The bot's token may be out: send /revoke to BotFather and start with the new one; WeChat: log this device out on the phone.
2. A role may be misused: /role @user none holds at once.
3. The server may have been entered: change the database's password, take backups and secret.key for lost; hearth audit verify checks what operators did.

## What happened
- When it was noticed, by whom: ${blank.en}
- What happened, and why: ${blank.en}
- From when to when: ${blank.en}

## What it may be about (what is kept here now)
- ${formatNumber(facts.people, "en")} members, accounts: ${accounts("en", facts)}
- of each: name, account, messages counted a day, joining and leaving, check-ins, the bill of points, quizzes and draws entered
- texts of messages: ${formatNumber(facts.texts, "en")} (kept ${facts.textDays} days at most); birthdays: ${formatNumber(facts.birthdays, "en")}
- not kept: phone numbers, identity papers, payments, passwords
- People and records really affected: ${blank.en}

## What is known here (the last ${facts.days} days)
- who has a role: ${operators("en", facts)}
- operators' commands: ${commands("en", facts)}
- the record of them: ${chained}
- times without a platform: ${gaps("en", facts)}
- the newest backup that was tried: ${facts.backup ?? none.en}

## What harm may come of it
${blank.en}

## What was done, what will be, and what people can do
${blank.en}
(members can: /export, /forget, /optout stats)

## Whom to ask
${blank.en}
`;
  },
};

export const incidentText = {
  report,
  help: words({ zh: "数据可能外泄时：一份填好数字的报告草稿", en: "data may have got out: a report to fill in" }),
  asFile: words<{ reportBy: string }>({
    zh: ({ reportBy }) =>
      `这是报告草稿，数字已经填好，其余要你来写。先看里面的“先做这几件事”。72 小时期限从现在算是 ${reportBy}。`,
    en: ({ reportBy }) =>
      `A report with the figures filled in; the rest is yours to write. Begin with “Do these first”. 72 hours from now is ${reportBy}.`,
  }),
  asText: words<{ report: string }>({ zh: ({ report: made }) => made, en: ({ report: made }) => made }),
};
