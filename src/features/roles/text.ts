import type { Role } from "../../core/context.ts";
import { text as words, type Text } from "../../core/text.ts";
import { roleNames } from "../../members/roles.ts";

const noRole = words({ zh: "普通成员", en: "plain member" });

const withArticle = {
  owner: "an owner",
  manager: "a manager",
  host: "a host",
  viewer: "a viewer",
  none: "a plain member",
} as const;

const nameZh = (role: Role | null) => (role === null ? noRole : roleNames[role]).zh();
const nameEn = (role: Role | null) => (role === null ? noRole : roleNames[role]).en();

/** A role as the audit keeps it. */
export const roleKept = (word: string): Text | undefined =>
  word === "none" ? noRole : roleNames[word as keyof typeof roleNames];

interface People {
  role: Role;
  names: string[];
}

export const text = {
  roleHelp: words({
    zh: "看谁有什么权限；权限 @某人 管理员",
    en: "who has which role; /role @someone manager",
  }),
  claimHelp: words({ zh: "用启动时的认领码成为主理人", en: "become the owner with the code printed at start" }),
  list: words<{ people: People[] }>({
    zh: ({ people }) => people.map((one) => `${nameZh(one.role)}：${one.names.join("、")}`).join("\n"),
    en: ({ people }) => people.map((one) => `${nameEn(one.role)}: ${one.names.join(", ")}`).join("\n"),
  }),
  whom: words({
    zh: "给谁？请 @ 对方、回复对方的消息，或写成员号：权限 #12 管理员",
    en: "To whom? Mention them, reply to their message, or give their number: /role #12 manager",
  }),
  whichRole: words({
    zh: "什么权限？可以是 主理人、管理员、主持人、观察员、无。",
    en: "Which role? One of owner, manager, host, viewer, none.",
  }),
  askRole: words<{ name: string; id: number; from: Role | null; to: Role | null }>({
    zh: ({ name, id, from, to }) => `${name}（#${id}）：${nameZh(from)} → ${nameZh(to)}`,
    en: ({ name, id, from, to }) => `${name} (#${id}): ${nameEn(from)} → ${nameEn(to)}`,
  }),
  same: words<{ name: string; role: Role | null }>({
    zh: ({ name, role }) => `${name} 已经是${nameZh(role)}了。`,
    en: ({ name, role }) => `${name} is ${withArticle[role ?? "none"]} already.`,
  }),
  set: words<{ name: string; role: Role | null }>({
    zh: ({ name, role }) => `${name} 现在是${nameZh(role)}。`,
    en: ({ name, role }) => `${name} is ${withArticle[role ?? "none"]} now.`,
  }),
  lastOwner: words({
    zh: "至少要有一位主理人，请先把主理人交给别人。",
    en: "There must be one owner: make somebody else owner first.",
  }),
  changedSince: words({ zh: "之后又改过了，不能撤销。", en: "It was changed again since: that cannot be undone." }),
  hasOwner: words({
    zh: "这里已经有主理人了，认领码不再有效。需要权限的话，请找主理人。",
    en: "There is an owner here already, so codes are over. For a role, please ask the owner.",
  }),
  wrongCode: words({
    zh: "认领码不对或已过期。运行程序的人可以用 hearth community claim 打印新的，15 分钟内有效。",
    en: "That code is wrong or over. Whoever runs the program gets a new one with hearth community claim, valid for 15 minutes.",
  }),
  claimed: words<{ community: string }>({
    zh: ({ community }) => `欢迎！你现在是“${community}”的主理人。发送“帮助”看看能做什么。`,
    en: ({ community }) => `Welcome! You are the owner of ${community} now. /help shows what you can do.`,
  }),
};
