import { readFileSync } from "node:fs";
import { PassThrough, Readable } from "node:stream";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { privateWith } from "../../../bots/playground/chats.ts";
import { isFurnished, keepFurnished } from "../../../bots/playground/demo/furnish.ts";
import { demoLife } from "../../../bots/playground/demo/life.ts";
import { demoWords } from "../../../bots/playground/demo/words.ts";
import type { News } from "../../../bots/playground/news.ts";
import { runTerminal } from "../../../bots/playground/terminal.ts";
import { readUploaded } from "../../../bots/playground/replay.ts";
import type { Day } from "../../../src/core/time.ts";
import { long } from "../../long.ts";
import { createPlayRig, type PlayRig } from "./rig.ts";

const zone = "Asia/Shanghai";
const sample = readFileSync(new URL("../../../bots/playground/tea-house.jsonl", import.meta.url));

describe.each(["zh", "en"] as const)("the demo's three weeks in %s", (language) => {
  const words = demoWords[language];
  const life = () => demoLife("hearth", "2026-03-21" as Day, zone, words);

  test("are the same for the same seed, and others for another", () => {
    expect(life()).toEqual(life());
    expect(demoLife("other", "2026-03-21" as Day, zone, words)).not.toEqual(life());
  });

  test("are in the order of time, and nobody speaks before they came", () => {
    const here = new Set<string>();
    let before = 0;
    for (const event of life()) {
      expect(event.at.getTime()).toBeGreaterThanOrEqual(before);
      before = event.at.getTime();
      if (event.kind === "join") here.add(event.who);
      else if (!here.has(event.who)) throw new Error(`${event.who} speaks first`);
    }
    expect(here.size).toBe(37);
  });

  test("are spoken by people with different names, most of them in the community's language", () => {
    expect(new Set(words.names).size).toBe(37);
    expect([...words.others].filter((name) => !words.names.includes(name))).toEqual([]);
    const said = life().filter((event) => event.kind === "message");
    const chinese = said.filter((event) => /\p{Script=Han}/u.test(event.text)).length / said.length;
    expect(language === "zh" ? chinese : 1 - chinese).toBeGreaterThan(0.8);
  });
});

describe("a playground furnished where the terminal speaks English", () => {
  test("is an English community, its groups and people too", async () => {
    const rig = await createPlayRig({ demo: long, language: "en" });
    try {
      const { rows } = await rig.database.pool.query(
        "SELECT language, title FROM community m JOIN chat c ON c.community_id = m.id WHERE kind = 'group' ORDER BY c.id",
      );
      expect(rows).toEqual([
        { language: "en", title: "The Hearth Tea House" },
        { language: "en", title: "The Hearth Tea House 2" },
      ]);
      await rig.playground.say("ada", "/checkin");
      const last = (await rig.playground.messages("telegram")).at(-1);
      expect(last?.message.text).toBe("Checked in! +10 points, 1 day in a row, 10 in all.");
    } finally {
      await rig.close();
    }
  }, 120_000);
});

describe("a furnished playground", () => {
  let rig: PlayRig;
  const days: number[] = [];
  beforeAll(async () => {
    rig = await createPlayRig({ demo: true, onFurnishing: (day, of) => days.push(day / of) });
  }, 120_000);
  afterAll(() => rig.close());

  const query = async <T extends object>(sql: string) => (await rig.database.pool.query<T>(sql)).rows;

  test("has told how far it was while it was made", () => {
    expect(days).toHaveLength(21);
    expect(days.at(-1)).toBe(1);
  });

  test("has forty members in one community with two groups", async () => {
    expect(rig.playground.people()).toHaveLength(40);
    expect(await query("SELECT id FROM community")).toHaveLength(1);
    expect(await query("SELECT id FROM member")).toHaveLength(40);
    expect(await query("SELECT id FROM chat WHERE kind = 'group'")).toHaveLength(2);
  });

  test("has books that agree: every total is the sum of its ledger, every check-in was paid once", async () => {
    expect(
      await query(`SELECT member_id FROM (SELECT community_id, member_id, sum(delta) AS points FROM ledger_entry GROUP BY 1, 2) l
        FULL JOIN (SELECT * FROM points_total WHERE period = 'all') p USING (community_id, member_id)
        WHERE l.points IS DISTINCT FROM p.points`),
    ).toEqual([]);
    const [counts] = await query<{ days: number; paid: number; chat: number }>(
      `SELECT (SELECT count(*)::int FROM check_in) AS days, count(*) FILTER (WHERE reason = 'checkin')::int AS paid,
         count(*) FILTER (WHERE reason = 'chat')::int AS chat FROM ledger_entry`,
    );
    expect(counts?.paid).toBe(counts?.days);
    expect(counts?.days).toBeGreaterThan(150);
    expect(counts?.chat).toBeGreaterThan(100);
  });

  test("counts what one person earned in either group together", async () => {
    await rig.playground.say("ada", "签到", { chat: "telegram" });
    await rig.playground.say("ada", "积分", { chat: "wechat" });
    const messages = await rig.playground.messages("wechat");
    expect(messages.at(-1)?.message.text).toMatch(/^@ada 你有 10 分，排第 \d+ 名。$/);
  });

  test("opens a draw in the group as on WeChat, where a word takes the place of the button", async () => {
    const says = async (name: string, text: string) => {
      await rig.playground.say(name, text, { chat: "wechat" });
      return (await rig.playground.messages("wechat")).at(-1)?.message;
    };
    const open = await says("operator", "开启抽奖 贴纸x1(5元) 人人可参加 30分钟后截止，主办 茶馆，联系 群主");
    expect(open?.text).toContain("抽奖 1 号");
    expect(open?.buttons).toBeUndefined();
    expect((await says("ben", "抽奖"))?.text).toMatch(/^@ben .*参加/u);
  });

  /** What the terminal shows of these lines, typed one after the other. */
  async function typed(...lines: string[]): Promise<string[]> {
    const output = new PassThrough();
    let shown = "";
    output.on("data", (chunk: Buffer) => (shown += chunk.toString()));
    const input = Readable.from([`${lines.join("\n")}\n`]);
    const { playground } = rig;
    await runTerminal({ playground, input, output, interactive: false, language: "zh", timeZone: zone });
    return shown.trim().split("\n");
  }

  test("knows whom a command means by the name behind the @, on the terminal too", async () => {
    await typed("ben> 打卡");
    const shown = await typed("/as operator", "加积分 5 @ben 帮忙收拾", "加积分 5 @nobody-here 帮忙");
    expect(shown).toContainEqual(expect.stringMatching(/^bot> .*ben.*5 分.*帮忙收拾/u));
    expect(shown).toContain(
      "bot> 我还不认识“nobody-here”：请 TA 先在群里说句话，或者回复 TA 的消息再发，写成员号也行。",
    );
  });

  test("shows what the bot answers to everybody who was spoken for alone with it", async () => {
    const shown = await typed("/as operator", "/private", "ben> 领奖", "任务");
    expect(shown).toContain("bot（与 ben 私聊）> 你现在没有待领的奖品。");
    expect(shown).toContain("bot（私聊）> 没有等着你的问候。");
  });

  test("answers from the shop's sixty entries, by whatever name of the bot's it is asked", async () => {
    const hours = "bot> 每天 9:00 到 21:30 营业，周五周六到 22:30。";
    for (const name of ["@hearth ", "@HearthBot ", "@炉边", "@bot "]) {
      await rig.playground.pass(11 * 60_000);
      expect(await typed(`${name}几点开门`)).toContain(hours);
    }
    await rig.playground.pass(11 * 60_000);
    expect(await typed("@hearth when do you open?")).toContain(
      "bot> Every day from 9:00 to 21:30, Fridays and Saturdays until 22:30.",
    );
    expect(await typed("@haerth 几点开门")).toEqual(["ada> @haerth 几点开门"]);
    expect(await typed("@HearthBot 积分")).toContainEqual(expect.stringMatching(/^bot> 你有 10 分/u));
  });

  test("lets what the bot offers be pressed in the terminal, and be asked alone", async () => {
    const asked = await typed("eva> @hearth 卖咖啡机吗");
    expect(asked).toContain("bot> 你是不是想问：");
    const [, person = ""] = /^ {5}\[(\/\d) 都不是，转人工\]$/u.exec(asked.at(-1) ?? "") ?? [];
    expect(await typed("/as finn", "@hearth 卖咖啡机吗", person)).toContainEqual(
      expect.stringMatching(/^bot> 这个我还不知道，已经请店里的人来答/u),
    );
    expect(await typed("/as fay", "/private", "能带狗吗")).toContainEqual(
      expect.stringMatching(/^bot（私聊）> 可以带宠物坐在院子里/u),
    );
    expect(await typed("/7")).toContain("上面没有第 7 个按钮。");
  });

  test("shows after a restart what was said before it", async () => {
    const messages = await rig.playground.messages("telegram");
    expect(messages.length).toBeGreaterThan(100);
    expect(messages.some((one) => one.from === null)).toBe(true);
    const ids = messages.map((one) => Number(one.id));
    expect(ids).toEqual([...ids].sort((one, other) => one - other));
  });
});

test("whoever is forgotten takes nothing of the tea house along; it has its operator again when it is opened anew", async () => {
  const rig = await createPlayRig();
  try {
    await rig.playground.say("ada", "签到");
    for (const name of ["ben", "operator"]) {
      const chat = privateWith(name);
      await rig.playground.say(name, "删除我的数据", { chat });
      const asked = (await rig.playground.messages(chat)).at(-1);
      await rig.playground.press(name, chat, asked?.id ?? "", asked?.message.buttons?.[0]?.[0]?.data ?? "");
    }
    expect(await isFurnished(rig.database)).toBe(true);
    await keepFurnished(rig.database, { now: () => rig.playground.now() });
    await rig.playground.say("ada", "积分");
    expect((await rig.playground.messages("telegram")).at(-1)?.message.text).toContain("你有 10 分");
    const { rows } = await rig.database.pool.query(
      "SELECT m.name FROM member_role r JOIN member m ON m.community_id = r.community_id AND m.id = r.member_id",
    );
    expect(rows).toEqual([{ name: "operator" }]);
  } finally {
    await rig.close();
  }
});

describe("playing", () => {
  let rig: PlayRig;
  beforeAll(async () => {
    rig = await createPlayRig();
  });
  afterAll(() => rig.close());

  /** Plays a log to its end and returns the last progress. */
  async function play(bytes: Buffer, name: string) {
    const script = await readUploaded(name, bytes, zone);
    const over = new Promise<News>((resolve) => {
      const stop = rig.playground.onNews((news) => {
        if (news.kind !== "replay" || news.progress.running) return;
        stop();
        resolve(news);
      });
    });
    rig.playground.replay(script, Number.POSITIVE_INFINITY, "telegram");
    return over;
  }

  test("what happened behind a check-in: event, command, fact, ledger, outbox", async () => {
    await rig.playground.say("ada", "签到");
    const asked = (await rig.playground.messages("telegram")).findLast((one) => one.from !== null);
    const behind = await rig.playground.behind("telegram", asked?.id ?? "");
    expect(behind).toMatchObject({
      event: { kind: "message", text: "签到" },
      counted: true,
      inbox: { status: "done" },
      command: { feature: "checkin", name: "checkin" },
      ledger: expect.arrayContaining([expect.objectContaining({ delta: 10, reason: "checkin" })]),
      outbox: expect.arrayContaining([expect.objectContaining({ kind: "reply", state: "sent" })]),
    });
    expect(behind?.facts).toContainEqual({ name: "checkin.done", fact: expect.objectContaining({ streak: 1 }) });
    const answer = (await rig.playground.messages("telegram")).at(-1);
    expect(await rig.playground.behind("telegram", answer?.id ?? "")).toEqual(behind);
  });

  test("behind plain talk there is only the count", async () => {
    await rig.playground.say("ben", "今天下雨");
    const said = (await rig.playground.messages("telegram")).at(-1);
    expect(await rig.playground.behind("telegram", said?.id ?? "")).toMatchObject({
      counted: true,
      inbox: null,
      command: null,
      ledger: [],
      outbox: [],
    });
  });

  test("buttons where there are some, numbers where there are none, and a press is answered", async () => {
    await rig.playground.say("ada", "选茶", { chat: "telegram" });
    await rig.playground.say("ada", "选茶", { chat: "wechat" });
    const rich = (await rig.playground.messages("telegram")).at(-1);
    expect(rich?.message.buttons?.[0]?.map((button) => button.label)).toEqual(["龙井", "普洱"]);
    const plain = (await rig.playground.messages("wechat")).at(-1);
    expect(plain?.message.text).toBe("@ada 喝什么？\n\n1. 龙井  2. 普洱\n回复数字选择");
    await rig.playground.press("ben", "telegram", rich?.id ?? "", "tea:2");
    expect((await rig.playground.messages("telegram")).at(-1)?.message.text).toBe("好，tea:2");
  });

  test("the log that comes along plays through the live path, and the clock moves by its pauses", async () => {
    const before = rig.playground.now().getTime();
    await play(sample, "tea-house.jsonl");
    expect(rig.playground.progress()).toEqual({ running: false, done: 159, of: 159 });
    expect(rig.playground.now().getTime() - before).toBeGreaterThan(24 * 3_600_000);
    const { rows } = await rig.database.pool.query(
      "SELECT 1 FROM check_in c JOIN member m ON m.id = member_id AND name = '小满'",
    );
    expect(rows).toHaveLength(2);
  }, 120_000);

  test("a gzipped log plays too; one that is no log is refused in one sentence that names the file", async () => {
    expect((await readUploaded("log.jsonl.gz", gzipSync(sample), zone)).lines).toHaveLength(159);
    await expect(readUploaded("../cat.txt", Buffer.from("meow"), zone)).rejects.toThrow(
      /^The file "cat.txt" is no chat export that Hearth knows; give .*\.$/,
    );
    await expect(readUploaded("x.jsonl", Buffer.from('{"kind":"party"}\n'), zone)).rejects.toThrow(
      'The file "x.jsonl" holds nothing that can be played: line 1 has kind "party"; allowed are message, join and leave.',
    );
    const cut = await readUploaded("cut.jsonl", sample.subarray(0, 1000), zone);
    expect(cut.damage?.en).toMatch(/^it ends in the middle of line \d+$/);
  });
});
