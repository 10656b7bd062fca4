import { readFileSync } from "node:fs";
import { afterEach, describe, expect, test } from "vitest";
import { statsTable } from "../../src/cli/stats-table.ts";
import { features } from "../../src/features/index.ts";
import { exportAsCsv } from "../../src/members/export.ts";
import { cleanName, nameLimit } from "../../src/members/names.ts";
import { skeletonsOf } from "../../src/members/lookalike.ts";
import { dataFile, testData } from "../data.ts";
import { createWorld, plain, type World } from "../world/index.ts";

const cluster = new Intl.Segmenter("und", { granularity: "grapheme" });
const hidden = /[\p{Cc}\u061C\u200B\u200C\u200E\u200F\u202A-\u202E\u2060-\u2069\uFEFF\u2028\u2029\u3164]/u;

describe("a name is shown", () => {
  test.each([
    ["without what cannot be seen, words left whole", "A\u200Bd\u2060a\uFEFF", "Ada"],
    ["without what turns the line around", "\u202Egnp.ada\u202C", "gnp.ada"],
    ["with line breaks as spaces", "Ada\r\n\tLovelace\u2028x", "Ada Lovelace x"],
    ["with families", "👩‍👩‍👧‍👦 一家", "👩‍👩‍👧‍👦 一家"],
    ["with flags of countries and regions", "🇨🇳🏴󠁧󠁢󠁳󠁣󠁴󠁿", "🇨🇳🏴󠁧󠁢󠁳󠁣󠁴󠁿"],
    ["without joiners and tags that join nothing", "A\u200DB\u{E0041}\u{E007F}👩\u200D", "AB👩"],
    ["composed", "e\u0301", "é"],
    ["without heaps of marks", `Z${"\u0335\u0321".repeat(20)}a`, "Z\u0335\u0335\u0335\u0335a"],
    ["as nothing when nothing can be seen", "\u3164\u200B \u2800\u0301", ""],
    ["without halves of characters", "a\uD83D", "a"],
    ["as it is in any script", "قهوة ไทย हिन्दी 日本", "قهوة ไทย हिन्दी 日本"],
  ])("%s", (_, raw, shown) => {
    expect(cleanName(raw)).toBe(shown);
    expect(cleanName(shown)).toBe(shown);
  });

  test("up to 32 grapheme clusters, none of them cut", () => {
    expect(cleanName("👨‍👩‍👧".repeat(40))).toBe("👨‍👩‍👧".repeat(nameLimit));
    expect(cleanName("茶".repeat(40))).toBe("茶".repeat(nameLimit));
  });
});

test.each([
  ["Admin", "Аdmin"], // Cyrillic А
  ["ADMIN", "ADMlN"],
  ["Hearth", "Ｈｅａｒｔｈ"],
  ["paul", "раul"],
  ["Tea House", "TeaHouse"],
])("%s and %s look alike", (one, other) => {
  const known = new Set(skeletonsOf(one));
  expect(skeletonsOf(other).some((skeleton) => known.has(skeleton))).toBe(true);
});

describe("somebody who looks like staff", () => {
  let world: World;
  afterEach(() => world.close());

  test("bears a badge wherever they are named, and managers are told once, in private", async () => {
    world = await createWorld({ features, platform: "wechat", capabilities: plain });
    const boss = world.member("Admin");
    await boss.says("签到");
    await boss.whispers("帮助");
    await world.query("INSERT INTO member_role SELECT community_id, member_id, 'owner', now() FROM identity");
    const fake = world.member("Аdmin\u200B");
    expect(await fake.says("签到")).toEqual(["@Аdmin（不是管理员） 签到成功！+10 分，连续 1 天，共 10 分。"]);
    expect((await boss.says("排行榜"))[0]).toContain("Аdmin（不是管理员）  10 分");
    expect((await boss.says("积分"))[0]).not.toContain("不是管理员");
    world.bot.sent.splice(0);
    await world.setTime("2026-03-02T09:00");
    const warnings = () => world.bot.sent.filter((message) => message.text.includes("看起来像管理员"));
    expect(warnings().map((message) => message.chatId)).toEqual([boss.sender.id]);
    await world.setTime("2026-03-03T09:00");
    expect(warnings()).toHaveLength(1);
  });
});

describe.skipIf(!testData)("real and hostile nicknames", () => {
  const names = () =>
    readFileSync(dataFile("names/nicknames.jsonl"), "utf8")
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => (JSON.parse(line) as { name: string }).name);

  test("come out of every place where names are shown with nothing hidden in them", async () => {
    const raw = names();
    expect(raw.length).toBeGreaterThan(1000);
    for (const name of raw) {
      const shown = cleanName(name);
      const withoutEmoji = [...cluster.segment(shown)].filter(
        ({ segment }) => !/\p{Extended_Pictographic}/u.test(segment),
      );
      expect(withoutEmoji.map(({ segment }) => segment).join("")).not.toMatch(hidden);
      expect([...cluster.segment(shown)].length).toBeLessThanOrEqual(nameLimit);
      expect(cleanName(shown)).toBe(shown);
      const csv = exportAsCsv([{ community: "c", tables: { member: [{ name: shown }] } }]);
      expect(csv.split("\n").slice(1).join("\n")).not.toMatch(/,"?[=+\-@\t\r\0＝＋－＠]/u);
    }
  });

  test("stand in chat and in the table of figures as one line each", async () => {
    const world = await createWorld({ features, platform: "wechat", capabilities: plain });
    try {
      const raw = names().filter((_, index) => index % 20 === 0);
      const answers = await world.happens(
        ...raw.map((name, index) => world.message({ kind: "person", id: `n${index}`, name }, "签到")),
      );
      const lines = answers.flatMap((answer) => answer.text.split(/\n\n/));
      for (const line of lines) expect(line).toMatch(/^@[^\n\p{Cc}\u202A-\u202E]+ 签到成功！/u);
      const top = (await world.query<{ name: string }>("SELECT name FROM member")).map(({ name }, index) => ({
        memberId: index,
        name,
        messages: 1,
      }));
      const table = statsTable({ name: "x", timeZone: null, ids: [1], summary: { ...emptySummary, top } }, "zh");
      expect(table.join("\n")).not.toMatch(/[\u202A-\u202E\u2066-\u2069\u200B]/u);
    } finally {
      await world.close();
    }
  });
});

const emptySummary = {
  range: { fromDay: "2026-03-01", toDay: "2026-03-01" },
  days: [],
  totals: { messages: 0, active: 0, joins: 0, leaves: 0, others: 0 },
  top: [],
  wau: 0,
  mau28: 0,
  dauMean28: 0,
  stickiness: 0,
  retention: [],
} as unknown as Parameters<typeof statsTable>[0]["summary"];
