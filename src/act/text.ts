import type { Who } from "../core/context.ts";
import { text as words } from "../core/text.ts";
import { confirmText } from "../operators/confirm-text.ts";

const mayZh: Record<Who, string> = {
  member: "成员",
  viewer: "管理团队",
  host: "主持人和管理员",
  manager: "管理员",
  owner: "主理人",
};
const mayEn: Record<Who, string> = {
  member: "members",
  viewer: "the team",
  host: "the hosts and managers",
  manager: "the managers",
  owner: "an owner",
};

export const text = {
  ...confirmText,
  askWho: words({
    zh: "匿名管理员请点一下，让我知道是谁。两分钟内有效。",
    en: "You write anonymously: press to let me know who you are. Valid for two minutes.",
  }),
  itIsMe: words({ zh: "确认是我", en: "It is me" }),
  notAsChannel: words({
    zh: "你在以频道的身份说话，我认不出是谁，这个命令没有执行。换成自己的账号再发一次就好。",
    en: "You write as a channel, so I cannot tell who you are, and nothing was done. Please say it once more from your own account.",
  }),
  second: words<{ name: string }>({
    zh: ({ name }) => `${name} 已确定，还需要另一位管理员同意。两分钟内有效。`,
    en: ({ name }) => `${name} is sure. A second manager has to agree, within two minutes.`,
  }),
  onlySecond: words({ zh: "这一步要由另一位管理员来确认。", en: "A second manager has to agree to this." }),
  onlyAsker: words<{ name: string }>({
    zh: ({ name }) => `这个只能由 ${name} 来选。`,
    en: ({ name }) => `Only ${name} can choose here.`,
  }),
  cancelled: words({ zh: "好的，已取消，什么都没有变。", en: "Cancelled: nothing has changed." }),
  over: words<{ state: "done" | "cancelled" | "refused"; name: string }>({
    zh: ({ state, name }) =>
      ({
        done: `${name} 已经确定过了。`,
        cancelled: `${name} 已经取消了。`,
        refused: "这一条没有办成，请重新发命令。",
      })[state],
    en: ({ state, name }) =>
      ({
        done: `Already done by ${name}.`,
        cancelled: `Already cancelled by ${name}.`,
        refused: "That could not be done; please give the command again.",
      })[state],
  }),
  tooLate: words({ zh: "两分钟已过，请重新发命令。", en: "Two minutes are over; please give the command again." }),
  didYouMean: words<{ word: string }>({
    zh: ({ word }) => `你是想说“${word}”吗？发送“帮助”看看我会什么。`,
    en: ({ word }) => `Did you mean ${word}? /help shows what I do.`,
  }),
  unknownCommand: words({
    zh: "我不认识这个命令，发送“帮助”看看我会什么。",
    en: "I do not know that command; /help shows what I do.",
  }),
  noOwnerYet: words({
    zh: "这里还没有主理人，管理的命令还用不了。运行程序的人在终端能看到认领码，在这里发“认领 认领码”就是主理人。",
    en: "Nobody owns this community yet, so nobody can manage it. Whoever runs the program sees a code in the terminal: send it here as /claim CODE.",
  }),
  notConfirmed: words({
    zh: "这次登录后你的 ID 变了。我凭名字认出了你，可名字谁都能改，所以权限要先确认：请另一位管理员发“身份”，或在运行程序的电脑上用 hearth identities 确认。",
    en: "Your id changed with this login. I know you by your name, and names can be imitated, so your role waits to be confirmed: another manager sends /identities, or whoever runs the program uses hearth identities.",
  }),
  notAllowed: words<{ who: Who }>({
    zh: ({ who }) => `这个命令只有${mayZh[who]}可以用。`,
    en: ({ who }) => `Only ${mayEn[who]} here can use this command.`,
  }),
  onlyPrivate: words({ zh: "这个请私聊我用。", en: "Please use this in a private chat with me." }),
  onlyPrivateFriend: words({
    zh: "这个请私聊我用；还不是好友的话，先加我，通过了就能用。",
    en: "Please use this in a private chat with me; if we are not friends here yet, add me first.",
  }),
  onlyGroup: words({ zh: "这个请在群里用。", en: "Please use this in the group." }),
  failed: words({
    zh: "抱歉，这一条我没处理好，已经记下来请人查看，你的积分和记录没有变化。",
    en: "Sorry, I could not handle that. It is noted for a person to look at; your points and records are unchanged.",
  }),
};
