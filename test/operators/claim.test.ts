import { afterEach, beforeEach, expect, test } from "vitest";
import { communityCommand } from "../../src/cli/community.ts";
import { speaking, type CliContext } from "../../src/cli/context.ts";
import { features } from "../../src/features/index.ts";
import { issueClaimCodes } from "../../src/operators/claim.ts";
import { createWorld, type World } from "../world/index.ts";

let world: World;
beforeEach(async () => {
  world = await createWorld({ features });
  const { platform, account, key, chat, at } = world.message(null, "");
  await world.happens({ kind: "botStatus", platform, account, key, chat, at, status: "added" });
  await world.member("ada").says("早上好");
});
afterEach(() => world.close());

const issue = (onlyNew = false) => issueClaimCodes(world.database, { now: world.now, onlyNew });
const codeNow = async () => (await issue())[0]?.code ?? "";
const owners = async () =>
  (
    await world.query<{ name: string }>(
      "SELECT name FROM member_role r JOIN member m ON m.id = r.member_id WHERE role = 'owner'",
    )
  ).map((row) => row.name);

const welcome = "欢迎！你现在是“Tea House”的主理人。发送“帮助”看看能做什么。";
const wrong = "认领码不对或已过期。运行程序的人可以用 hearth community claim 打印新的，15 分钟内有效。";
const taken = "这里已经有主理人了，认领码不再有效。需要权限的话，请找主理人。";

test("a community without an owner gets a code, by which one person becomes its owner", async () => {
  const issued = await issue();
  expect(issued).toEqual([{ community: "Tea House", code: expect.stringMatching(/^[2-9A-HJKLMNP-X]{10}$/) }]);
  const { code = "" } = issued[0] ?? {};
  await world.member("ada").hears("/claim WRONGCODE1", wrong);
  await world.member("ada").hears(`认领 ${code.toLowerCase()}`, welcome);
  await world.member("ben").hears(`/claim ${code}`, taken);
  expect(await owners()).toEqual(["ada"]);
  expect(await issue()).toEqual([]);
  expect(await world.query("SELECT command, args, result FROM audit ORDER BY seq")).toEqual([
    { command: "claim", args: "", result: "refused" },
    { command: "claim", args: "", result: "done" },
    { command: "claim", args: "", result: "refused" },
  ]);
});

test("until then nobody may manage, and is told how it begins; a group that heard nothing of the bot hears it now", async () => {
  const start =
    "这里还没有主理人，管理的命令还用不了。运行程序的人在终端能看到认领码，在这里发“认领 认领码”就是主理人。";
  await world.member("ada").hears("设置", start);
  await world.query("DELETE FROM introduction");
  const [first, second] = await world.member("ada").says(`认领 ${await codeNow()}`);
  expect(first).toBe(welcome);
  expect(second).toMatch(/^大家好，我是炉边.*\n隐私：/su);
  await world.member("ben").hears("设置", "这个命令只有管理员可以用。");
});

test("of many who say it at once one becomes owner", async () => {
  const code = await codeNow();
  const names = ["ada", "ben", "cleo", "dan"];
  await world.happens(...names.map((name) => world.message(world.member(name).sender, `/claim ${code}`)));
  expect(await owners()).toHaveLength(1);
});

test("it works in private too, for 15 minutes", async () => {
  const code = await codeNow();
  await world.setTime("2026-03-01T09:15");
  expect(await world.member("ada").whispers(`/claim ${code}`)).toEqual([wrong]);
  const next = await codeNow();
  expect(await world.member("ada").whispers(`/claim ${next}`)).toEqual([welcome]);
});

test("whoever runs the program gets a new code at any time", async () => {
  const lines: string[] = [];
  const open = () => Promise.resolve({ database: world.database, clock: { now: () => world.now } });
  const context = { open, ...speaking("zh"), out: (line: string) => lines.push(line) } as unknown as CliContext;
  const printed = async () => {
    await communityCommand(context, []).parseAsync(["claim"], { from: "user" });
    return lines.at(-1) ?? "";
  };
  await issue();
  await world.setTime("2026-03-02T09:00");
  const line = await printed();
  expect(line).toMatch(/^Tea House：还没有主理人。请在群里或私聊机器人说：认领 \S{10}（/u);
  await world.member("ada").hears(`/claim ${/\S{10}(?=（)/u.exec(line)?.[0]}`, welcome);
  expect(await printed()).toBe("每个社群都有主理人了。");
});

test("a new start makes the code before worthless; in between only new communities get one", async () => {
  const first = await codeNow();
  expect(await issue(true)).toEqual([]);
  const second = await codeNow();
  await world.member("ada").hears(`/claim ${first}`, wrong);
  await world.member("ada").hears(`/claim ${second}`, welcome);
});

test("the code itself is stored nowhere", async () => {
  const code = await codeNow();
  const rows = await world.query<{ text: string }>("SELECT row_to_json(c)::text AS text FROM claim_code c");
  expect(rows).toHaveLength(1);
  expect(rows[0]?.text).not.toContain(code);
});

test("no channel and no anonymous admin becomes owner by it", async () => {
  const code = await codeNow();
  for (const kind of ["channel", "bot", "anonymousAdmin"] as const) {
    await world.happens(world.message({ kind, id: "-1001", name: "x" }, `/claim ${code}`));
  }
  await world.happens(world.message(world.member("ada").sender, `/claim ${code}`, { forwarded: true }));
  expect(await owners()).toEqual([]);
});
