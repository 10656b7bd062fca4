import type { Accept } from "../../../src/core/bot.ts";
import { PlaygroundBot, type PlayMessage } from "../../../bots/playground/bot.ts";
import {
  likeTelegram,
  likeWechat,
  telegramGroup,
  wechatGroup,
  type PlaygroundPlatform,
} from "../../../bots/playground/chats.ts";
import { conformance, type Harness } from "../conformance.ts";

async function connect(platform: PlaygroundPlatform, accept: Accept): Promise<Harness> {
  const group = platform === likeTelegram ? telegramGroup : wechatGroup;
  const shown: PlayMessage[] = [];
  const bot = new PlaygroundBot(platform, () => new Date(), {
    onMessage: (message) => {
      const before = shown.findIndex((one) => one.id === message.id);
      if (before >= 0) shown[before] = message;
      else shown.push(message);
    },
  });
  await bot.start(accept);
  // the house records one event after the other; a person does not wait for it
  const begun = async (work: Promise<void>): Promise<void> => void work;
  return {
    bot,
    group: group.id,
    says: (who, text, { mention, replyTo } = {}) => {
      const words = mention === true ? `@${bot.username} ${text}` : text;
      return begun(bot.say(who, words, group, replyTo === undefined ? {} : { replyTo }));
    },
    joins: async (people) => {
      for (const who of people) await bot.join(who, group);
    },
    leaves: (who) => bot.leave(who, group),
    presses: (who, messageId, data) => bot.press(who, messageId, data, group),
    reads: () => Promise.resolve(shown.filter((one) => one.from === null).map((one) => one.message.text)),
    close: () => bot.stop(),
  };
}

conformance("the playground as on Telegram", (accept) => connect(likeTelegram, accept));
conformance("the playground as on WeChat", (accept) => connect(likeWechat, accept));
