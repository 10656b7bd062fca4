import { afterEach, describe, expect, test } from "vitest";
import { notTaken } from "../../../bots/wechat/text.ts";
import { messageTypes } from "../../../bots/wechat/wire.ts";
import { silentLog } from "../../../src/core/log.ts";
import { pictureOf } from "../../../src/core/picture.ts";
import { hasWechaty } from "../../fakes/wechat/puppet.ts";
import { createRig, online, refusal, until, type Rig } from "./rig.ts";

const installed = await hasWechaty();

let rig: Rig;
afterEach(() => rig?.close());

describe.skipIf(!installed)("files and pictures of ours", () => {
  test("arrive whole, behind the words they belong to", async () => {
    rig = await createRig();
    await online(rig.bot);
    const chat = { id: rig.wechat.id(rig.room), kind: "group" } as const;
    const { signal } = new AbortController();
    await rig.bot.send(
      chat,
      { text: "名单在文件里。", file: { name: "名单.csv", content: "编号,名字\n1,ada\n" } },
      signal,
    );
    await rig.bot.send(chat, { text: "", picture: { png: pictureOf(Buffer.from("png")), alt: "中奖名单" } }, signal);
    expect(rig.wechat.reads(rig.room)).toEqual(["名单在文件里。", "[名单.csv]", "[picture.png]"]);
    const brought = rig.wechat.sent.map(({ bytes }) => bytes && Buffer.from(bytes).toString());
    expect(brought).toEqual([undefined, "编号,名字\n1,ada\n", "png"]);
  });

  test("that WeChat does not take are told in words, once, in the language of the message", async () => {
    rig = await createRig();
    await online(rig.bot);
    rig.wechat.refuses.add("file");
    const file = { name: "名单.csv", content: "编号,名字\n1,ada\n" };
    expect(await rig.send("名单在文件里。", { file })).toMatchObject({ without: expect.stringContaining("not taken") });
    await rig.send("The list is in the file.", { file });
    await rig.send("", { picture: { png: pictureOf(Buffer.from("png")), alt: "中奖名单" } });
    expect(rig.wechat.reads(rig.room)).toEqual([
      "名单在文件里。",
      notTaken.zh(),
      "The list is in the file.",
      notTaken.en(),
      notTaken.zh(),
    ]);
  });
});

describe.skipIf(!installed)("what somebody showed elsewhere", () => {
  test("is forwarded before the words; what the puppet cannot forward is told", async () => {
    rig = await createRig();
    await online(rig.bot);
    const chat = { id: rig.wechat.id(rig.room), kind: "group" } as const;
    const shows = (type: number) => rig.wechat.says(rig.ada, null, "<xml/>", { type });
    const photo = shows(messageTypes.image);
    const voice = shows(messageTypes.audio);
    await until(() => rig.events.filter((one) => one.kind === "message").length === 2);
    const copyOf = { chatId: rig.wechat.id(rig.ada), media: "photo" as const, otherwise: "（图片已经取不到了）" };
    const withCopy = (messageId: string) =>
      rig.bot.send(chat, { text: "#1 ada", copyOf: { ...copyOf, messageId } }, new AbortController().signal);
    expect(await withCopy(photo)).toEqual({ messageId: expect.any(String) });
    expect(await withCopy(voice)).toEqual({
      messageId: expect.any(String),
      without: expect.stringContaining("cannot be forwarded"),
    });
    // by its id a quote of the picture is known; words are known by themselves
    const [{ messageId: copied }, { messageId: said }] = [await withCopy(photo), await rig.send("早")];
    expect(Number(said?.slice(5)) - Number(copied?.slice(5))).toBe(2);
    expect(rig.wechat.reads(rig.room).slice(0, 3)).toEqual([
      `[forwards ${photo}]`,
      "#1 ada",
      "#1 ada\n（图片已经取不到了）",
    ]);
  });

  test("is tried again with its words when the connection was cut", async () => {
    rig = await createRig();
    await online(rig.bot);
    rig.wechat.failures.push(Object.assign(new Error("14 UNAVAILABLE: Connection dropped"), { code: 14 }));
    const copyOf = { chatId: rig.wechat.id(rig.ada), messageId: "msg-1", media: "photo", otherwise: "" } as const;
    expect(await refusal(rig.send("#1 ada", { copyOf }))).toMatchObject({ name: "PlatformSilence", isError: false });
    expect(rig.wechat.sent).toEqual([]);
  });
});

test.skipIf(!installed)("who comes into a group is told without a warning to whoever reads the log", async () => {
  const warnings: string[] = [];
  rig = await createRig({ log: { ...silentLog, warn: (...told: unknown[]) => void warnings.push(String(told[1])) } });
  await online(rig.bot);
  rig.wechat.joins(rig.room, [{ name: "cleo" }], rig.ada);
  await until(() => rig.events.some((one) => one.kind === "join"));
  for (let turns = 0; turns < 20; turns++) await new Promise((resolve) => setImmediate(resolve));
  expect(warnings).toEqual([]);
});

describe.skipIf(!installed)("files of members", () => {
  test("are named in the event and brought through the puppet, unless they are larger than wanted", async () => {
    rig = await createRig();
    await online(rig.bot);
    const bytes = new TextEncoder().encode("question,answer\n谁写了《茶经》？,陆羽\n");
    rig.wechat.says(rig.ada, null, "", { file: { name: "茶文化.csv", bytes } });
    await until(() => rig.events.some((one) => one.kind === "message"));
    const event = rig.events.find((one) => one.kind === "message");
    expect(event).toMatchObject({ text: "", media: "document", file: { name: "茶文化.csv" } });
    const file = event?.kind === "message" ? event.file : undefined;
    if (!file) throw new Error("no file came");
    const bring = (most: number) => rig.bot.fetchFile?.(file, most, new AbortController().signal);
    expect(await bring(1000)).toEqual(bytes);
    await expect(bring(10)).rejects.toThrow("at most 10");
  });
});
