import { formatNumber, plural, text as words } from "../../core/text.ts";

export const text = {
  joinHelp: words({
    zh: "把本群并入我的另一个社群；加入社群 名字",
    en: "join this chat to another community of mine; /join_community NAME",
  }),
  whichCommunity: words({ zh: "并入哪个社群？加入社群 名字", en: "Which community? /join_community NAME" }),
  notYours: words<{ name: string }>({
    zh: ({ name }) => `你不是“${name}”的主理人，或者没有这个社群。`,
    en: ({ name }) => `You do not own a community called "${name}".`,
  }),
  already: words<{ name: string }>({
    zh: ({ name }) => `本群已经属于“${name}”。`,
    en: ({ name }) => `This chat belongs to ${name} already.`,
  }),
  notAlone: words({
    zh: "本群所在的社群还有别的群，只有单独一个群的社群才能并入别的社群。",
    en: "This community has other chats too; only a community of one chat can be joined to another.",
  }),
  askJoin: words<{ members: number; from: string; to: string }>({
    zh: ({ members, from, to }) =>
      `把“${from}”的 ${formatNumber(members, "zh")} 位成员和他们的积分并入“${to}”，不能撤销。`,
    en: ({ members, from, to }) =>
      `${plural(members, "member", "members")} of ${from} and their points go over to ${to}; this cannot be undone.`,
  }),
  ordered: words<{ to: string }>({
    zh: ({ to }) => `好的，正在并入“${to}”，办完我会说一声。`,
    en: ({ to }) => `Joining ${to} now; I will say when it is done.`,
  }),
  joined: words<{ to: string; moved: number; merged: number }>({
    zh: ({ to, moved, merged }) => `本群现在属于“${to}”：${moved} 位成员过来了，其中 ${merged} 位本来就在。`,
    en: ({ to, moved, merged }) =>
      `This chat belongs to ${to} now: ${plural(moved, "member", "members")} came over, ${merged} of them known there.`,
  }),
  failed: words({
    zh: "没能并入：社群在这期间有变化。什么都没有变，请重新发命令看看。",
    en: "It could not be joined: the communities changed meanwhile. Nothing was moved; please try again.",
  }),
};
