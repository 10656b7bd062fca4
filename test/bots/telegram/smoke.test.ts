import { expect, test } from "vitest";
import telegramTestApi from "telegram-test-api";
import { createTelegramBot } from "../../../bots/telegram/index.ts";
import type { ChatEvent } from "../../../src/core/event.ts";

/** Somebody else's idea of Telegram: without long polling, menus or entities. */
test("talks with an emulator that others wrote", async () => {
  const Server = "default" in telegramTestApi ? telegramTestApi.default : telegramTestApi;
  const server = new Server({ port: 0, host: "127.0.0.1" });
  await server.start();
  const token = "123456:emulator";
  let heard: (event: ChatEvent) => void = () => undefined;
  const first = new Promise<ChatEvent>((resolve) => (heard = resolve));
  const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const bot = createTelegramBot({ token, apiRoot: server.config.apiURL, log: silent });
  await bot.start((event) => Promise.resolve(heard(event)));

  const client = server.getClient(token, { userId: 77, chatId: 77, firstName: "Ada" });
  await client.sendMessage(client.makeMessage("签到"));
  expect(await first).toMatchObject({ kind: "message", text: "签到", sender: { id: "77" } });
  await bot.send({ id: "77", kind: "private" }, { text: "签到成功" }, new AbortController().signal);
  const { result } = await client.getUpdates();
  expect(JSON.stringify(result)).toContain("签到成功");

  await bot.stop();
  await server.stop();
});
