import { formatNumber, plural, text as words } from "../../core/text.ts";

interface DoubtShown {
  id: number;
  name: string;
  memberId: number;
  memberName: string;
  isMatched: boolean;
}

const doubtZh = ({ name, memberId, memberName, isMatched }: DoubtShown) =>
  isMatched
    ? `${name}按名字对上了 #${memberId}，对方有管理权限，确认前不生效`
    : `新来的${name}是不是 #${memberId} ${memberName}？`;
const doubtEn = ({ name, memberId, memberName, isMatched }: DoubtShown) =>
  isMatched
    ? `${name} was matched by name to #${memberId}, who has a role; it waits for you`
    : `Is the new ${name} the same person as #${memberId} ${memberName}?`;

export const text = {
  title: words({ zh: "绑定", en: "linking" }),
  linkHelp: words({
    zh: "把你在另一个平台的账号合成一个人",
    en: "make your account on another platform one with this",
  }),
  unlinkHelp: words({ zh: "取消绑定（30 天内）", en: "take a link back (within 30 days)" }),
  code: words<{ code: string; minutes: number }>({
    zh: ({ code, minutes }) =>
      `绑定码：${code}\n${minutes} 分钟内，在另一个平台私聊我发送“绑定 ${code}”，两个账号就合成一个人：积分、连续签到和记录都合在一起。别把它给任何人。`,
    en: ({ code, minutes }) =>
      `Your code: ${code}\nWithin ${minutes} minutes, send “/link ${code}” to me in private on your other platform. Points, streaks and history become one. Give the code to nobody.`,
  }),
  linked: words<{ balance: number; days: number }>({
    zh: ({ balance, days }) =>
      `绑定好了！现在你在两边是同一个人，共 ${formatNumber(balance, "zh")} 分；同一天的签到只算一次。${days} 天内可以发送“取消绑定”。`,
    en: ({ balance, days }) =>
      `Linked! You are one person on both sides now, with ${plural(balance, "point", "points")}; the same day's check-in counts once. /unlink takes it back within ${days} days.`,
  }),
  unlinked: words({
    zh: "已取消绑定，两个账号各自的积分和记录都恢复了。",
    en: "Unlinked. Each account has its own points and history again.",
  }),
  nothingToUndo: words<{ days: number }>({
    zh: ({ days }) => `没有可以取消的绑定（只能取消 ${days} 天内的）。`,
    en: ({ days }) => `There is no link to take back (only those of the last ${days} days).`,
  }),
  identitiesHelp: words({
    zh: "换了 ID 的人是谁：确认后权限和积分才跟过来",
    en: "who is who after a login that changed ids; roles and points follow once confirmed",
  }),
  nobodyInDoubt: words({ zh: "没有要核对的身份。", en: "Nobody has to be checked." }),
  doubts: words<{ doubts: readonly DoubtShown[]; more: number }>({
    zh: ({ doubts, more }) =>
      [
        "登录后 ID 变了，这些人要核对：",
        ...doubts.map((one) => `${one.id}. ${doubtZh(one)}`),
        ...(more > 0 ? [`还有 ${more} 个`] : []),
        `是本人发送“身份 ${doubts[0]?.id ?? 1} 是”，不是发送“身份 ${doubts[0]?.id ?? 1} 不是”。`,
      ].join("\n"),
    en: ({ doubts, more }) =>
      [
        "Ids changed with a login. Who are these?",
        ...doubts.map((one) => `${one.id}. ${doubtEn(one)}`),
        ...(more > 0 ? [`and ${more} more`] : []),
        `Send “/identities ${doubts[0]?.id ?? 1} yes” if it is the same person, “/identities ${doubts[0]?.id ?? 1} no” if not.`,
      ].join("\n"),
  }),
  whichDoubt: words({
    zh: "请写编号和 是 / 不是，例如：身份 3 是",
    en: "Give the number and yes or no: /identities 3 yes",
  }),
  noSuchDoubt: words<{ id: number }>({
    zh: ({ id }) => `没有编号 ${id} 要核对。`,
    en: ({ id }) => `Nothing with the number ${id} has to be checked.`,
  }),
  onlyOwners: words({
    zh: "这个人有管理权限，只有主理人可以核对。",
    en: "This person has a role here: only an owner decides.",
  }),
  isSame: words<{ name: string; memberId: number }>({
    zh: ({ name, memberId }) => `好的，${name}就是 #${memberId}，积分、连续签到和权限都还在。`,
    en: ({ name, memberId }) => `Done: ${name} is #${memberId}, with all points, the streak and the role.`,
  }),
  isOther: words<{ name: string; memberId: number }>({
    zh: ({ name, memberId }) => `好的，${name}不是 #${memberId}，是另一个人。`,
    en: ({ name, memberId }) => `Done: ${name} is not #${memberId} but somebody else.`,
  }),
  onlyManagers: words({ zh: "只有管理员可以替别人取消绑定。", en: "Only managers can unlink somebody else." }),
};
