import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { speaking } from "../../src/cli/context.ts";
import { auditCommand } from "../../src/cli/audit.ts";
import { systemClock } from "../../src/core/time.ts";
import { features, personHooks } from "../../src/features/index.ts";
import { forgetPerson } from "../../src/members/forget.ts";
import { appendAudit, auditHead, pruneAudit, verifyAudit, type AuditEntry } from "../../src/operators/audit.ts";
import { createWorld, type World } from "../world/index.ts";

let world: World;
let communityId: number;
beforeEach(async () => {
  world = await createWorld({ features });
  await world.giveRole("olga", "owner");
  communityId = (await world.query<{ id: number }>("SELECT id FROM community"))[0]?.id ?? 0;
});
afterEach(() => world.close());

const entry = (command: string, args: string): AuditEntry => ({
  at: new Date("2026-03-01T01:00:00.123Z"),
  actor: "person",
  memberId: 1,
  role: "owner",
  chatId: 1,
  command,
  args,
  result: "done",
});
const append = (command: string, args = "#1 100") =>
  world.database.prisma.$transaction((tx) => appendAudit(tx, communityId, entry(command, args)), { maxWait: 15_000 });
const verify = () => verifyAudit(world.database.prisma, communityId);

describe("the chain of operators' commands", () => {
  test("is whole, and one chain, however many write at once", async () => {
    await Promise.all(Array.from({ length: 24 }, (_, index) => append(`command${index}`)));
    const verdict = await verify();
    expect(verdict).toMatchObject({ ok: true, rows: 24, head: { seq: 24 } });
    expect(await auditHead(world.database.prisma, communityId)).toEqual(verdict.ok && verdict.head);
  });

  test("stays whole when an operator who stands in it is forgotten", async () => {
    await world.member("olga").says("/settings checkin.first 20");
    expect(await verify()).toMatchObject({ ok: true, rows: 1 });
    const olga = { platform: "telegram", userId: world.member("olga").sender.id };
    await world.database.prisma.$transaction((tx) => forgetPerson(tx, personHooks, olga, world.now), {
      timeout: 20_000,
    });
    expect(await verify()).toMatchObject({ ok: true, rows: 1 });
  });

  test("is kept for two years; what goes then takes nothing from the rest", async () => {
    for (let number = 1; number <= 5; number++) await append(`command${number}`);
    const prune = (day: string) =>
      world.database.prisma.$transaction((tx) => pruneAudit(tx, communityId, new Date(`${day}T01:00:00.123Z`)));
    await prune("2028-02-28"); // 729 days later: 2028 is a leap year
    expect(await verify()).toMatchObject({ ok: true, rows: 5 });
    await prune("2028-03-01");
    expect(await world.query("SELECT seq FROM audit")).toEqual([{ seq: 5 }]);
    expect(await verify()).toMatchObject({ ok: true, head: { seq: 5 } });
    await append("command6");
    await append("command7");
    expect(await verify()).toMatchObject({ ok: true, rows: 7 });
    // what is cut off besides still shows
    await world.query("DELETE FROM audit WHERE seq = 5");
    expect(await verify()).toMatchObject({ ok: false, seq: 5, reason: "missing" });
  });

  test.each([
    ["a changed field", "UPDATE audit SET args = '#1 999' WHERE seq = 3", { seq: 3, reason: "changed" }],
    ["a changed time", "UPDATE audit SET at = at + interval '1 ms' WHERE seq = 2", { seq: 2, reason: "changed" }],
    ["a changed actor", "UPDATE audit SET member_id = 9 WHERE seq = 4", { seq: 4, reason: "changed" }],
    ["a row taken out of the middle", "DELETE FROM audit WHERE seq = 3", { seq: 3, reason: "missing" }],
    [
      "a row taken out and the rest moved up",
      "DELETE FROM audit WHERE seq = 3; UPDATE audit SET seq = 3 WHERE seq = 4; UPDATE audit SET seq = 4 WHERE seq = 5",
      { seq: 3, reason: "changed" },
    ],
    [
      "two rows that changed places",
      "UPDATE audit SET seq = 99 WHERE seq = 2; UPDATE audit SET seq = 2 WHERE seq = 3; UPDATE audit SET seq = 3 WHERE seq = 99",
      { seq: 2, reason: "changed" },
    ],
    ["an end cut off", "DELETE FROM audit WHERE seq > 3", { seq: 4, reason: "cut" }],
    ["everything cut off", "DELETE FROM audit", { seq: 1, reason: "cut" }],
    ["a head set back", "UPDATE audit_head SET seq = 3", { seq: 3, reason: "changed" }],
    ["a head taken away", "DELETE FROM audit_head", { seq: 5, reason: "changed" }],
  ])("shows %s", async (_, sql, found) => {
    for (const command of ["a", "b", "c", "d", "e"]) await append(command);
    await world.database.pool.query(sql);
    expect(await verify()).toMatchObject({ ok: false, ...found });
  });

  test("that was made anew, or cut with its head, shows only against a head kept elsewhere", async () => {
    for (const command of ["a", "b", "c"]) await append(command);
    const kept = await auditHead(world.database.prisma, communityId);
    if (!kept) throw new Error("there is a head");
    await world.query("DELETE FROM audit");
    await world.query("DELETE FROM audit_head");
    for (const command of ["a", "b"]) await append(command);
    expect(await verify()).toMatchObject({ ok: true, rows: 2 });
    expect(await verifyAudit(world.database.prisma, communityId, kept)).toMatchObject({ ok: false, reason: "cut" });
    await append("other");
    const short = { seq: kept.seq, hash: kept.hash.slice(0, 12) };
    expect(await verifyAudit(world.database.prisma, communityId, short)).toMatchObject({
      ok: false,
      seq: 3,
      reason: "otherHead",
    });
  });

  test("keeps a refused command, whose effects are undone, and no words of anybody", async () => {
    const olga = world.member("olga");
    await olga.says("权限 @小明 王者");
    await olga.says("设置 checkin.first 我的电话是13800138000");
    await world.member("ada").says("权限 13800138000");
    const rows = await world.query<{ args: string; result: string }>("SELECT args, result FROM audit ORDER BY seq");
    expect(rows).toEqual([
      { args: "", result: "refused" },
      { args: "checkin.first", result: "refused" },
      { args: "", result: "refused" },
    ]);
    expect(await verify()).toMatchObject({ ok: true, rows: 3 });
  });

  test("is read wholly in Chinese by whoever reads Chinese, names aside", async () => {
    const operators = features
      .flatMap(({ commands }) => commands ?? [])
      .filter((one) => one.audited || one.who !== "member");
    const kept = [
      ...operators.map((one) => [one.name, ""] as const),
      ["role", "#3 manager"],
      ["role", "#3 none"],
      ["settings", "checkin.first true"],
      ["settings", "export"],
      ["feature", "quiz off"],
      ["feature", "top on"],
      ["alias", "points"],
      ["alias", "none"],
      ["journey", "stop stop"],
      ["journey", "list"],
      ["faq", "edit 12"],
      ["faq_take", "2 entries"],
      ["quiz_take", "90 characters"],
      ["join_community", "community 3 into 4"],
      ["undo", "role"],
    ] as const;
    for (let from = 0; from < kept.length; from += 19) {
      const shown = kept.slice(from, from + 19);
      for (const [command, args] of shown) await append(command, args);
      const [list = ""] = await world.member("olga").whispers("操作记录");
      const lines = list
        .split("\n")
        .slice(0, -1)
        .map((line) => line.replace(" olga ", " ").replace("停止 stop", "停止"));
      expect(lines.length).toBeGreaterThanOrEqual(shown.length);
      expect(lines.filter((line) => /[a-z]{2}/iu.test(line))).toEqual([]);
    }
  });

  test("is written once for an event that comes twice", async () => {
    const event = world.message(world.member("olga").sender, "操作记录");
    await world.happens(event, event);
    await world.happens(event);
    expect(await verify()).toMatchObject({ ok: true, rows: 1 });
  });
});

describe("hearth audit verify", () => {
  const run = async (...args: string[]) => {
    const lines: string[] = [];
    const { database, house } = world;
    const open = async () => ({ database, recorder: async () => house.recorder, clock: systemClock });
    const command = auditCommand({ open, ...speaking("en"), out: (line) => void lines.push(line) }).exitOverride();
    const error = await command.parseAsync(["verify", ...args], { from: "user" }).then(
      () => undefined,
      (failure: Error) => failure,
    );
    return { lines, error };
  };

  test("says that a chain is whole, and where it ends", async () => {
    await append("a");
    const { lines, error } = await run();
    expect(error).toBeUndefined();
    expect(lines).toEqual([expect.stringMatching(/^Tea House: 1 row, whole; head 1:[0-9a-f]{64}$/)]);
    const head = lines[0]?.split("head ")[1]?.slice(0, 14) ?? "";
    expect((await run("--community", "Tea House", "--head", head)).error).toBeUndefined();
  });

  test("fails in one sentence when it is not", async () => {
    for (const command of ["a", "b"]) await append(command);
    await world.query("UPDATE audit SET command = 'x' WHERE seq = 2");
    const { lines, error } = await run("--community", "Tea House");
    expect(lines).toEqual(["Tea House: row 2 was changed; 1 before it are as they were"]);
    expect(error?.message).toBe("the audit is not whole: Tea House");
    expect((await run("--community", "Nowhere")).error?.message).toMatch(/no community "Nowhere"/);
  });
});

describe("/incident", () => {
  test("gives an owner, in private, a report with every figure the house has, and is itself in the record", async () => {
    await world.member("olga").says("/settings checkin.first 20");
    await world.member("ada").says("大家好");
    const olga = world.member("olga");
    const [said] = await olga.whispers("事故报告");
    expect(said).toContain("72 小时期限从现在算是 2026-03-04 09:00 +08:00");
    const report = world.bot.sent.at(-1)?.file;
    expect(report?.name).toBe("incident-2026-03-01.md");
    expect(report?.content).toContain("成员 2 人，平台账号：telegram 2");
    expect(report?.content).toContain("有权限的人：主理人 1、管理员 0、主持人 0、观察员 0");
    expect(report?.content).toContain("管理命令：设置 1");
    expect(report?.content).toContain("操作记录：完整，共 1 条");
    expect(report?.content).not.toMatch(/olga|ada/);
    expect(await world.query("SELECT command FROM audit ORDER BY seq")).toEqual([
      { command: "settings" },
      { command: "incident" },
    ]);
    await world.query("UPDATE audit SET args = 'checkin.first 2' WHERE seq = 1");
    await olga.whispers("/incident");
    expect(world.bot.sent.at(-1)?.file?.content).toContain("从第 1 条起对不上");
  });

  test("is nobody else's, and not for groups", async () => {
    await world.giveRole("mona", "manager");
    await world.member("mona").whispers("/incident");
    await world.member("olga").says("/incident");
    expect(world.bot.sent.some(({ file }) => file !== undefined)).toBe(false);
  });
});
