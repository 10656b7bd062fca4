import { afterEach, beforeEach, expect, test } from "vitest";
import { speaking, type CliContext } from "../../src/cli/context.ts";
import { pointsCommand } from "../../src/cli/points.ts";
import { features } from "../../src/features/index.ts";
import { csvLines } from "../../src/features/points/csv.ts";
import { cleanName } from "../../src/members/names.ts";
import { createWorld, type World } from "../world/index.ts";

let world: World;
beforeEach(async () => {
  world = await createWorld({ features, at: "2026-03-01T09:00+08:00" });
});
afterEach(() => world.close());

/** Runs the command as typed and gives what it printed. */
async function points(...args: string[]): Promise<string[]> {
  const lines: string[] = [];
  const context = {
    open: async () => ({ database: world.database }),
    ...speaking("en"),
    out: (line: string) => lines.push(line),
  };
  const command = pointsCommand(context as unknown as CliContext, features).exitOverride();
  for (const sub of command.commands) sub.exitOverride().configureOutput({ writeErr: () => {} });
  await command.parseAsync(args, { from: "user" });
  return lines.join("\n").split("\n");
}

test("prints every change with its person, its reason in words and the local time, for Excel", async () => {
  const olga = world.member("olga");
  await olga.says("早上好");
  await world.giveRole("olga", "manager");
  await world.member("ada").says("签到");
  await world.setTime("2026-03-02 23:30");
  const mentions = [{ id: world.member("ada").sender.id, name: "ada" }];
  await olga.says('加积分 100 @ada 布置, "会场"', { mentions });
  await olga.says("扣积分 30 @ada =1+1", { mentions });
  const [{ id } = { id: 0 }] = await world.query<{ id: number }>("SELECT id FROM member WHERE name = 'ada'");
  expect(await points("export", "--community", "Tea House")).toEqual([
    "\uFEFF日期,时间,成员编号,昵称,积分,来源,说明",
    `2026-03-01,2026-03-01 09:00:00,${id},ada,10,签到,`,
    `2026-03-02,2026-03-02 23:30:00,${id},ada,100,管理员加分,"布置, ""会场"""`,
    `2026-03-02,2026-03-02 23:30:00,${id},ada,-30,管理员扣分,'=1+1`,
  ]);
  expect(await points("export", "--community", "Tea House", "--from", "2026-03-02")).toHaveLength(3);
  expect(await points("export", "--community", "Tea House", "--to", "2026-03-01")).toHaveLength(2);
});

test("a wrong name or day is one clear sentence", async () => {
  await world.member("ada").says("签到");
  await expect(points("export", "--community", "Coffee")).rejects.toThrow(/there is no community "Coffee"/);
  const days = ["--from", "2026-03-02", "--to", "2026-03-01"];
  await expect(points("export", "--community", "Tea House", ...days)).rejects.toThrow(/--from 2026-03-02 is after/);
  await expect(points("export", "--community", "Tea House", "--from", "gestern")).rejects.toThrow(/is not a day/);
});

const formulas = [
  "=1+1",
  "  =cmd|' /C calc'!A0",
  "\u200B=1+1",
  "\u202E=1+1",
  "\n=1+1",
  "\r\n@SUM(1)",
  "\t=1+1",
  "\r=1+1",
  "\u0000=1+1",
  "\u00A0+1",
  "\u3000-1",
  "＝1+1",
  "＋1",
  "－1",
  "＠SUM(1)",
  "\uFEFF=1",
  "\u{E0041}=1",
  "-1+1",
];

const asText = /^"?'[=+\-@＝＋－＠]/u;

test.each(formulas)("the name %j opens as text, not as a formula", (hostile) => {
  expect(csvLines([[cleanName(hostile)]])).toMatch(asText);
});

test("people with such names are in the file under them", async () => {
  // no platform can send a NUL: adapters leave it out, and PostgreSQL would refuse it
  const possible = formulas.filter((name) => !name.includes("\0"));
  for (const [index, name] of possible.entries()) {
    const member = world.member(`hostile${index}`);
    member.sender.name = name;
    await member.says("签到");
  }
  const [, ...lines] = await points("export", "--community", "Tea House");
  const cells = lines.map((line) => line.split(",")[3] ?? "");
  expect(cells).toHaveLength(possible.length);
  expect(cells.filter((cell) => !asText.test(cell))).toEqual([]);
});

test("names that only look odd stay as they are", () => {
  const names = ["小明", "O'Neil", "a=b", "👩‍👧 Mum", "50% off"];
  expect(csvLines(names.map((name) => [cleanName(name)])).split("\n")).toEqual(names);
  expect(csvLines([[-5, "-5"]])).toBe("-5,'-5");
});

test("operators get the same table as a file in private, names cleaned and lookalikes marked; members do not", async () => {
  const olga = world.member("olga");
  await olga.says("早上好");
  await world.giveRole("olga", "manager");
  const mallory = world.member("mallory");
  mallory.sender.name = "\u202Eolgɑ";
  await mallory.says("签到");
  const asked = (words: string) =>
    world.happens(world.message(olga.sender, words, { chat: { id: olga.sender.id, kind: "private", title: "olga" } }));
  const [answer] = await asked("/points export");
  expect(answer?.text).toBe("积分明细 1 条，可以直接用 Excel 打开。里面有成员昵称，请妥善保管。");
  expect(answer?.file).toEqual({
    name: "points-2026-03-01.csv",
    content:
      "\uFEFF日期,时间,成员编号,昵称,积分,来源,说明\n2026-03-01,2026-03-01 09:00:00,2,olgɑ（不是管理员）,10,签到,\n",
  });
  expect((await asked("导出积分 2026-03-02"))[0]?.text).toBe("这段时间没有积分变动。");
  expect((await asked("导出积分 2026-03-02 2026-03-01"))[0]?.text).toContain("日期这样写");
  expect(await mallory.says("/points export")).toEqual(["这个命令只有管理员可以用。"]);
  expect(await olga.says("导出积分")).toEqual(["这个请私聊我用。"]);
  expect(await world.query("SELECT command, args, result FROM audit ORDER BY seq")).toEqual([
    { command: "points_export", args: "export", result: "done" },
    ...["2026-03-02", ""].map((args) => ({ command: "points_export", args, result: "refused" })),
    ...[0, 1].map(() => ({ command: "points_export", args: "", result: "refused" })),
  ]);
});
