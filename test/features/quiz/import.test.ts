import { afterEach, expect, test } from "vitest";
import { features } from "../../../src/features/index.ts";
import { createWorld, plain, type World, type WorldOptions } from "../../world/index.ts";

let world: World;
afterEach(() => world.close());

const good = `- question: 谁写了《茶经》？
  answer: [陆羽, 陆鸿渐]
- question: 哪种是绿茶？
  options: [龙井, 滇红]
  answer: 龙井
`;

async function open(more: Partial<WorldOptions> = {}): Promise<void> {
  world = await createWorld({ features, at: "2026-03-01T15:00:00+08:00", ...more });
  await world.giveRole("olga", "host");
  await world.member("olga").says("大家好");
}

/** Sends a file to the bot in private; returns what it answered. */
async function sends(name: string, called: string, content: string | Uint8Array, caption = ""): Promise<string[]> {
  const { sender } = world.member(name);
  const id = `file${world.bot.files.size + 1}`;
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  world.bot.files.set(id, bytes);
  const chat = { id: sender.id, kind: "private", title: name } as const;
  const event = world.message(sender, caption, { chat, media: "document", file: { id, name: called } });
  return (await world.happens(event)).map((one) => one.text);
}
const presses = async (name: string, label: string) => {
  const { sender } = world.member(name);
  const chat = { id: sender.id, kind: "private", title: name } as const;
  return (await world.happens(world.press(sender, label, chat))).map((one) => one.text).filter((one) => one !== "");
};
const questions = async () =>
  (
    await world.query<{ name: string; n: number }>(
      "SELECT b.name, count(*)::int AS n FROM quiz_question q JOIN quiz_bank b ON b.id = q.bank_id GROUP BY 1 ORDER BY 1",
    )
  ).map((row) => `${row.name} ${row.n}`);

test("a bank sent in private is checked, shown, and imported when its sender says so", async () => {
  await open();
  const [preview] = await sends("olga", "茶文化.yaml", good);
  expect(preview).toBe(
    "📥 2 道题（选择 1、问答 1），没有错误，放进“Tea House”新的题库“茶文化”。\n· 谁写了《茶经》？ → 陆羽\n· 哪种是绿茶？ → 龙井\n确定吗？两分钟内有效。",
  );
  expect(await questions()).toEqual([]);
  expect(await presses("olga", "确定")).toEqual([
    "题库“茶文化”：新增 2 题。开始：在群里发送“开始答题 抢答 10 茶文化”。",
  ]);
  expect(await questions()).toEqual(["茶文化 2"]);
  // the same press again, and the same file again
  expect((await presses("olga", "确定"))[0]).toContain("已经确定过了");
  expect((await sends("olga", "茶文化.yaml", good))[0]).toContain("其中 2 道已有");
  expect(await questions()).toEqual(["茶文化 2"]);
  const audit = await world.query<{ command: string; result: string }>(
    "SELECT command, result FROM audit WHERE command LIKE 'quiz%'",
  );
  expect(audit).toEqual([{ command: "quiz_take", result: "done" }]);
});

test("where there are no buttons the import is confirmed by number, and the caption may name the bank", async () => {
  await open({ capabilities: plain, platform: "wechat" });
  const [preview] = await sends("olga", "a.csv", "question,answer\n谁写了《茶经》？,陆羽\n", "导入题库 茶文化");
  expect(preview).toContain("题库“茶文化”");
  expect(preview).toContain("1. 确定  2. 取消");
  expect((await world.member("olga").whispers("2"))[0]).toContain("已取消");
  expect(await questions()).toEqual([]);
});

test("every fault is named by its line, the first few of many, and nothing is imported", async () => {
  await open();
  const rows = Array.from({ length: 12 }, (_, index) => `- question: q${index}\n  answer: a\n  difficulty: 9\n`);
  const [answer] = await sends("olga", "bank.yaml", good + rows.join(""));
  const lines = answer?.split("\n") ?? [];
  expect(lines[0]).toBe("“bank.yaml”我当题库读，有错，什么都没有导入（要是店里的答案，附言写“知识库 导入”）：");
  expect(lines[1]).toBe('第 6 行：“difficulty”要是 1、2 或 3（现在是 "9"）');
  expect(lines).toHaveLength(10);
  expect(lines.at(-1)).toBe("……还有 4 处。改好再发给我。");
  const gbk = new Uint8Array([...new TextEncoder().encode("- question: a\n  answer: "), 0xb2, 0xe8, 0x0a]);
  expect((await sends("olga", "gbk.yaml", gbk))[0]).toContain("第 2 行：第 11 个字符不是 UTF-8，请把文件另存为 UTF-8");
  const pictured = "- question: 这是什么茶？\n  answer: 龙井\n  picture: /etc/passwd.png\n";
  expect((await sends("olga", "p.yaml", pictured))[0]).toContain("第 1 行：“picture” 是电脑上的文件");
  expect((await sends("olga", "big.yaml", new Uint8Array(1024 * 1024 + 1)))[0]).toContain("超过 1 MB");
  world.bot.failures.length = 0;
  expect(await questions()).toEqual([]);
});

test("only staff can bring questions in, and nobody without the question that asks first", async () => {
  await open();
  expect(await sends("ada", "茶文化.yaml", good)).toEqual([]);
  expect((await sends("ada", "茶文化.yaml", good, "导入题库"))[0]).toContain("只有");
  expect((await world.member("olga").whispers("/quiz_take {}"))[0]).toContain("把题库文件私聊发给我");
  expect((await world.member("olga").whispers("导入题库"))[0]).toContain("把题库文件私聊发给我");
  expect((await sends("olga", "tea.docx", good, "导入题库"))[0]).toContain("不是题库文件");
  expect(await questions()).toEqual([]);
});
