import { afterEach, beforeEach, expect, test } from "vitest";
import { draw } from "../../../src/features/draw/index.ts";
import { resultSvg } from "../../../src/features/draw/picture.ts";
import { features } from "../../../src/features/index.ts";
import { lookForFont } from "../../../src/features/digest/office.ts";
import { fakeBeacon } from "../../world/beacon.ts";
import { createWorld, type World } from "../../world/index.ts";

const font = lookForFont();
const withFont = (file: string | undefined) =>
  features.map((one) => (one.name === "draw" ? draw({ fetchBeacon: fakeBeacon(true), font: file }) : one));

let world: World;
beforeEach(() => {
  world = undefined as unknown as World;
});
afterEach(() => world?.close());

async function runDraw(file: string | undefined): Promise<void> {
  world = await createWorld({ features: withFont(file), at: "2023-08-23T20:00" });
  await world.giveRole("olga", "owner");
  await world.member("olga").says("开启抽奖 耳机x1(300元) 今天23:54:22截止，主办 茶馆，联系 olga");
  for (const name of ["ada", "ben"]) await world.member(name).says("抽奖");
  await world.setTime("2023-08-23 23:55:30");
  await world.setTime("2023-08-23 23:59:30");
}

test.skipIf(font === null)("a picture of the wheel and the winners follows the result, once", async () => {
  await runDraw(font ?? undefined);
  const posted = world.bot.sent.filter(({ text }) => text.includes("中奖名单"));
  expect(posted).toHaveLength(1);
  const png = Buffer.from(posted[0]?.picture?.png.replace("data:image/png;base64,", "") ?? "", "base64");
  expect(png.subarray(1, 4).toString()).toBe("PNG");
  expect(png.readUInt32BE(16)).toBe(1080);
  await world.house.runJobs();
  expect(world.bot.sent.filter(({ text }) => text.includes("中奖名单"))).toHaveLength(1);
});

test("without a font the result is told in words alone", async () => {
  await runDraw(undefined);
  expect(world.bot.sent.filter(({ text }) => text.includes("开奖（A 级）"))).toHaveLength(1);
  expect(world.bot.sent.filter(({ picture }) => picture)).toEqual([]);
});

test("what people wrote is text in the picture, never markup, and long words are cut", () => {
  const winner = { prize: '<script> & "贴纸"'.padEnd(40, "纸"), name: "\u0007张*", ticket: "0123456789abcdef" };
  const svg = resultSvg({ id: 7, tickets: [winner.ticket], winners: [winner], more: 2, entries: 3 }, "zh");
  expect(svg).toContain("&lt;script&gt; &amp; &quot;贴纸&quot;");
  expect(svg).not.toContain("<script>");
  expect(svg).not.toContain("\u0007");
  expect(svg).toContain("…");
  expect(svg).toContain("还有 2 位");
});
